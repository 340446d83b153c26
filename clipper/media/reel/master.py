"""Encodes a reel's PCM at the loudness and under the true peak that are asked for.

A lossy encoder adds peaks, so that a limiter works before it and what came out is measured:
encoded again, with the limiter lower, until it holds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from clipper import store
from clipper.config import Quality
from clipper.errors import MediaError
from clipper.media.arguments import sound_options
from clipper.media.limiter import limited
from clipper.media.loudness import Loudness, Meter, measure_file
from clipper.media.opened import told, written
from clipper.media.probe import probe
from clipper.media.reel.chapters import Chapter, add_chapters
from clipper.media.reel.cover import Cover, add_cover

_log = logging.getLogger(__name__)

_TRIES = 5
_LOSSLESS = {".flac", ".wav"}
_LOSSY_SPARE_DB = 1.5  # of true peak, which the encoder adds or the limiter does not know
_SPARE_DB = 0.3
_LOWEST_DBFS = -24.0  # of the limiter
_LAME_DB = 0.45  # by which LAME lowers all it encodes: to 95 %
_MET_LU = 0.3  # how far off the loudness may be
_SURE_LU = 1.0  # a gain of less changes what the limiter takes by next to nothing
_FRAME_BYTES = 8
_END_MS = 100  # how far the length of what was encoded may be off


@dataclass(frozen=True, slots=True)
class Pcm:
    """A file of interleaved stereo, whole numbers of 32 bits."""

    path: Path
    rate: int

    @property
    def length_ms(self) -> int:
        return self.path.stat().st_size // _FRAME_BYTES * 1000 // self.rate


@dataclass(frozen=True, slots=True)
class Aim:
    """The integrated loudness, the true peak that is not exceeded, and what it may take."""

    lufs: float
    peak_dbtp: float
    quality: Quality = "normal"


@dataclass(frozen=True, slots=True)
class About:
    """What a player shows of a reel."""

    tags: Mapping[str, str] = field(default_factory=dict)
    chapters: Sequence[Chapter] = ()
    cover: Cover | None = None


@dataclass(frozen=True, slots=True)
class Levels:
    """`gain_db` for all, and what no sample exceeds then."""

    gain_db: float
    limit_dbfs: float


def master(pcm: Pcm, target: Path, *, gain_db: float, aim: Aim, about: About) -> Loudness:
    """The loudness and the true peak of `target`, as decoded again.

    `gain_db` brings the PCM near the aim; the format is that of the target's suffix. The peak
    comes first: where the limiter must take much, loudness stays below the aim. Raises
    MediaError where what comes out cannot be decoded, UsageError where nothing can be written.
    """
    with store.replacing(target) as temporary, told(target):
        levels = _prepared(pcm, Levels(gain_db, _first_limit(target, aim)), aim)
        for _ in range(_TRIES):
            _encode(pcm, temporary, _lifted(levels, target), aim.quality, about)
            found = measure_file(temporary)
            better = _corrected(levels, found, aim)
            _log.info("encoded: %s", _shown(found))
            if better == levels:
                break
            levels = better
        else:
            _log.warning("the reel is not as asked for: %s", _shown(found))
        _check_length(temporary, pcm.length_ms)
    return found


def _first_limit(target: Path, aim: Aim) -> float:
    spare_db = _SPARE_DB if target.suffix in _LOSSLESS else _LOSSY_SPARE_DB
    return max(_LOWEST_DBFS, aim.peak_dbtp - spare_db)


def _lifted(levels: Levels, target: Path) -> Levels:
    """What comes out is to have the levels, not what goes into the encoder."""
    lost_db = _LAME_DB if target.suffix == ".mp3" else 0.0
    limit_dbfs = min(0.0, levels.limit_dbfs + lost_db)
    return Levels(levels.gain_db + lost_db, limit_dbfs)


def _prepared(pcm: Pcm, levels: Levels, aim: Aim) -> Levels:
    """With the gain for the loudness, as far as that can be known before it is encoded."""
    for _ in range(_TRIES):
        meter = Meter(peaks=False)
        for frame in _limited(pcm, levels, "fltp"):
            meter.hear(frame)
        lufs = meter.loudness().lufs
        if lufs is None:
            return levels
        off_lu = aim.lufs - lufs
        levels = replace(levels, gain_db=levels.gain_db + off_lu)
        if abs(off_lu) < _SURE_LU:
            return levels
    return levels


def _corrected(levels: Levels, found: Loudness, aim: Aim) -> Levels:
    """The same levels where the aim is met."""
    excess_db = found.peak_dbtp - aim.peak_dbtp
    if excess_db > 0:
        limit_dbfs = max(_LOWEST_DBFS, levels.limit_dbfs - excess_db - _SPARE_DB)
        levels = replace(levels, limit_dbfs=limit_dbfs)
    if found.lufs is not None and abs(found.lufs - aim.lufs) > _MET_LU:
        levels = replace(levels, gain_db=levels.gain_db + aim.lufs - found.lufs)
    return levels


def _shown(found: Loudness) -> str:
    level = "silent" if found.lufs is None else f"{found.lufs:.1f} LUFS"
    return f"{level}, true peak {found.peak_dbtp:.1f} dBTP"


def _check_length(made: Path, length_ms: int) -> None:
    found_ms = probe(made).duration_ms
    if abs(found_ms - length_ms) > _END_MS:
        raise MediaError(f"the reel lasts {found_ms} ms instead of {length_ms} ms")


def _frames(pcm: Pcm) -> Iterator[Any]:
    """A second each."""
    import av  # noqa: PLC0415

    with pcm.path.open("rb") as file:
        while raw := file.read(pcm.rate * _FRAME_BYTES):
            frame = av.AudioFrame("s32", "stereo", len(raw) // _FRAME_BYTES)
            frame.planes[0].update(raw.ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate = pcm.rate
            yield frame


def _encode(pcm: Pcm, target: Path, levels: Levels, quality: Quality, about: About) -> None:
    how = sound_options(target.suffix, quality)
    with _output(target, how["format"], about) as output:
        stream = output.add_stream(how["c:a"], rate=pcm.rate, layout="stereo", options=_coding(how))
        if about.cover is not None and target.suffix != ".wav":
            add_cover(output, about.cover)
        for frame in _limited(pcm, levels, stream.codec_context.format.name):
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def _coding(how: Mapping[str, str]) -> dict[str, str]:
    options = {"flags": "+bitexact"} | ({"b": how["b:a"]} if "b:a" in how else {})
    if how["c:a"] == "aac" and how["b:a"] != "64k":
        # Half the time, and nearer to what it encodes, but where there are few bits
        # (https://ffmpeg.org/ffmpeg-codecs.html#aac).
        options["aac_coder"] = "fast"
    return options


@contextmanager
def _output(target: Path, muxer: str, about: About) -> Iterator[Any]:
    # `ipod` makes the same boxes, but by that name PyAV would let no cover in.
    name, brand = ("mp4", "M4A ") if muxer == "ipod" else (muxer, "")
    with written(target, name, about.tags, brand=brand) as output:
        add_chapters(output, about.chapters)
        yield output


def _limited(pcm: Pcm, levels: Levels, form: str) -> Iterator[Any]:
    gain_db, limit_dbfs = levels.gain_db, levels.limit_dbfs
    return limited(_frames(pcm), gain_db=gain_db, limit_dbfs=limit_dbfs, form=form)
