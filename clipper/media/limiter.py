"""Makes sound louder or softer, and lets no sample exceed a limit; other samples keep their shape.

ffmpeg's `alimiter` looks ahead, and takes back what is too high without clipping it
(https://ffmpeg.org/ffmpeg-filters.html#alimiter).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

PEAK_DBFS = -2.0  # of samples: half a decibel below a true peak of -1 dBTP is the encoder's


def filters(gain_db: float, limit_dbfs: float) -> tuple[tuple[str, str], ...]:
    """The filters of ffmpeg that do it, each with its options; together they delay nothing."""
    return (
        ("volume", f"volume={gain_db:.3f}dB:precision=double"),
        ("alimiter", f"limit={limit_dbfs:.3f}dB:level=disabled:latency=1"),
    )


def limited(
    frames: Iterable[Any], *, gain_db: float, limit_dbfs: float, form: str
) -> Iterator[Any]:
    """The frames, of one rate and layout, in a format of samples, with times that begin at 0."""
    import av  # noqa: PLC0415

    frames = iter(frames)
    first = next(frames, None)
    if first is None:
        return
    graph = av.filter.Graph()
    graph.threads = 1
    graph.link_nodes(
        graph.add_abuffer(
            format=first.format.name, sample_rate=first.sample_rate, layout=first.layout.name
        ),
        *(graph.add(*each) for each in filters(gain_db, limit_dbfs)),
        graph.add("aformat", f"sample_fmts={form}"),
        graph.add("abuffersink"),
    ).configure()
    samples = 0
    for frame in itertools.chain([first], frames, [None]):
        graph.push(frame)
        for part in _pulled(graph):
            # From 0 on: else players would be shown an encoder's lead-in.
            part.pts, part.time_base = samples, Fraction(1, first.sample_rate)
            samples += part.samples
            yield part


def _pulled(graph: Any) -> Iterator[Any]:
    import av  # noqa: PLC0415

    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return
