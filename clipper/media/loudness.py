"""How loud a stretch is, by EBU R128, and how high its wave rises between the samples.

ffmpeg's filter measures (https://ffmpeg.org/ffmpeg-filters.html#ebur128-1), in this process:
20 ms of the processor for 20 s, and 50 with true peaks.
"""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipper.errors import MediaError
from clipper.media import sound
from clipper.media.opened import OpenMedia, told
from clipper.media.probe import opened
from clipper.model import Span

_SILENCE_LUFS = -70.0  # below, R128 counts nothing
_MOST_DB = 30.0  # what is softer is not meant to be heard


@dataclass(frozen=True, slots=True)
class Loudness:
    """`lufs` is the integrated loudness, None where it is silent or lasts less than .4 s.

    `peak_dbtp` is the true peak, minus infinity where it is silent.
    """

    lufs: float | None
    peak_dbtp: float


def measure(recording: OpenMedia, span: Span, *, gain_db: float = 0.0) -> Loudness:
    """Of a stretch of a recording, as clips of it are written with that gain.

    Raises MediaError where it cannot be decoded.
    """
    meter = Meter()
    with told(recording.media.path):
        for frame in sound.louder(sound.seconds(sound.filling(recording, span)), gain_db):
            meter.hear(frame)
        return meter.loudness()


def gain_for(recording: OpenMedia, span: Span, lufs: float) -> float:
    """By how many dB the span must be made louder; 0 where its loudness cannot be told.

    What the limiter takes of it is made up for once. Raises MediaError as `measure` does.
    """
    gain_db = 0.0
    for _ in range(2):
        found = measure(recording, span, gain_db=gain_db).lufs
        if found is None:
            break
        gain_db = max(-_MOST_DB, min(gain_db + lufs - found, _MOST_DB))
    return round(gain_db, 2)


def measure_file(path: Path) -> Loudness:
    """Of all the sound of a file, as a player decodes it."""
    meter = Meter()
    with told(path), opened(path) as container:
        if not container.streams.audio:
            raise MediaError(f"'{path}' has no sound")
        for frame in sound.seconds(container.decode(container.streams.audio[0])):
            meter.hear(frame)
        return meter.loudness()


@dataclass
class Meter:
    """Hears frames of one rate and layout, in their order, and keeps none.

    Without `peaks` it costs less than half.
    """

    peaks: bool = True
    _graph: Any = None
    _silence: Any = None
    _told: dict[str, str] = field(default_factory=dict)

    def hear(self, frame: Any) -> None:
        if self._graph is None:
            self._graph = _graph(frame, peaks=self.peaks)
            self._silence = _silence(frame)
        frame.pts = None
        self._graph.push(frame)
        self._read()

    def loudness(self) -> Loudness:
        """Of all that was heard; nothing should be heard after."""
        lufs = float(self._told.get("lavfi.r128.I", "nan"))
        if self._graph is not None:
            self._graph.push(self._silence)
            self._read()
        peak = float(self._told.get("lavfi.r128.true_peak", "0"))
        return Loudness(
            lufs=lufs if lufs > _SILENCE_LUFS else None,
            peak_dbtp=20 * math.log10(peak) if peak > 0 else -math.inf,
        )

    def _read(self) -> None:
        import av  # noqa: PLC0415

        with contextlib.suppress(av.BlockingIOError):
            while True:
                self._told |= self._graph.pull().metadata


def _graph(frame: Any, *, peaks: bool) -> Any:
    import av  # noqa: PLC0415

    graph = av.filter.Graph()
    source = graph.add_abuffer(
        format=frame.format.name, sample_rate=frame.sample_rate, layout=frame.layout.name
    )
    meter = graph.add("ebur128", f"metadata=1:framelog=quiet:peak={'true' if peaks else 'none'}")
    graph.link_nodes(source, meter, graph.add("abuffersink")).configure()
    return graph


def _silence(frame: Any) -> Any:
    """After it, the filter has looked at the last of the tenths of a second in which it works."""
    import av  # noqa: PLC0415

    silence = av.AudioFrame(frame.format.name, frame.layout.name, frame.sample_rate // 10)
    for plane in silence.planes:
        plane.update(bytes(plane.buffer_size))
    silence.sample_rate = frame.sample_rate
    return silence
