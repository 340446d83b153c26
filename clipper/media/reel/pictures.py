"""What a recording shows at given moments."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.media.opened import OpenMedia, frames, seek
from clipper.media.probe import chosen, streams
from clipper.times import clock

# How far before a moment to begin where seeking lands after it, as it may in MPEG-TS; at last
# the whole recording up to there is read.
_LEADS_MS = (0, 10_000, 60_000)

_Timed = tuple[int, Any]  # a picture and since when it is on the screen, in microseconds


def shown(recording: OpenMedia, times_us: Iterable[int]) -> Iterator[Any]:
    """For each of the ascending times the picture that is on the screen then.

    Before the first picture it is the first one, after the last the last. The same object
    comes again while the picture stays. MediaError where there is none.
    """
    times = iter(times_us)
    first_us = next(times, None)
    if first_us is None:
        return
    pictures = _from(recording, first_us)
    current, following = next(pictures)[1], next(pictures, None)
    for at_us in itertools.chain([first_us], times):
        while following is not None and following[0] <= at_us:
            current, following = following[1], next(pictures, None)
        yield current


def cover(recording: OpenMedia) -> Any | None:
    """The picture that is attached to a recording of sound."""
    import av  # noqa: PLC0415

    container = recording.container()
    attached = [each for each in container.streams.video if each not in streams(container)]
    with told(recording.media.path, 0):
        for packet in container.demux(*attached[:1]) if attached else ():
            try:
                for frame in packet.decode():
                    return frame
            except av.error.InvalidDataError:
                return None
    return None


def aspect(recording: OpenMedia) -> tuple[int, int]:
    """How wide and how high the pixels of its pictures are, in proportion."""
    ratio = _stream(recording.container()).sample_aspect_ratio
    return (ratio.numerator, ratio.denominator) if ratio else (1, 1)


def _stream(container: Any) -> Any:
    return chosen(container)["video"]


def _from(recording: OpenMedia, at_us: int) -> Iterator[_Timed]:
    """The pictures from the one on, or before the one, that is on the screen then."""
    at_ms = at_us // 1000
    for lead_ms in (*_LEADS_MS, at_ms):
        pictures = _decoded(recording, at_ms - lead_ms)
        first = next(pictures, None)
        if first is not None and (first[0] <= at_us or lead_ms >= at_ms):
            return itertools.chain([first], pictures)
    raise MediaError(
        f"'{recording.media.path}' has no picture at {clock(at_ms)} that can be decoded",
        hint="fetch it again: it may be damaged there",
    )


@contextmanager
def told(path: Path, at_ms: int) -> Iterator[None]:
    """What the library refuses is a MediaError that says where."""
    import av  # noqa: PLC0415

    try:
        yield
    except (av.FFmpegError, OSError, ValueError) as err:
        raise MediaError(f"cannot decode '{path}' at {clock(max(0, at_ms))}: {err}") from err


def _decoded(recording: OpenMedia, from_ms: int) -> Iterator[_Timed]:
    """The pictures from the key frame before on, as ffmpeg without those that do not decode."""
    import av  # noqa: PLC0415

    with told(recording.media.path, from_ms):
        container = recording.container()
        stream = _stream(container)
        try:
            seek(container, from_ms, stream)
        except av.FFmpegError:  # some formats cannot be searched
            container = recording.container(anew=True)
            stream = _stream(container)
        start_us, unit = container.start_time or 0, stream.time_base * 1_000_000
        for frame in frames(container.demux(stream)):
            at = frame.dts if frame.pts is None else frame.pts  # AVI has no other times
            if at is not None:
                yield at * unit.numerator // unit.denominator - start_us, frame
