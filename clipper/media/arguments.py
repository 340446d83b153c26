"""Builds ffmpeg's command lines with ffmpeg-python, which is imported here only; runs nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipper.model import Span

# Suffix: muxer, encoder and its quality.
AUDIO = {
    ".m4a": {"format": "ipod", "c:a": "aac", "b:a": "128k", "movflags": "+faststart"},
    ".mp3": {"format": "mp3", "c:a": "libmp3lame", "b:a": "128k"},
    ".opus": {"format": "opus", "c:a": "libopus", "b:a": "96k"},
    ".flac": {"format": "flac", "c:a": "flac"},
    ".wav": {"format": "wav", "c:a": "pcm_s16le"},
}
AUDIO_SUFFIXES = tuple(AUDIO)

_MP4 = {"format": "mp4", "movflags": "+faststart"}
_ENCODED = {
    "c:v": "libx264",
    "preset": "veryfast",
    "crf": "23",
    "pix_fmt": "yuv420p",
    "threads": "2",  # x264's bytes depend on how many there are
    "c:a": "aac",
    "b:a": "128k",
}
# Nothing of the source but its streams, and nothing of the day or the library: the same
# input gives the same bytes.
_CLEAN = {
    "sn": None,
    "dn": None,
    "map_metadata": "-1",
    "map_chapters": "-1",
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
    "flags:a": "+bitexact",
}

_EVEN = "crop=trunc(iw/2)*2:trunc(ih/2)*2"  # yuv420p has no odd sizes
_STEADY = "fps='min(source_fps,60)'"  # repeats a frame for as long as it stays on screen
_CHANNELS = "aformat=channel_layouts=stereo|mono"  # not every encoder takes more
_LEAD_MS = 60_000
_TAG_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make: the `span` of `source` at `target`."""

    ffmpeg: str
    source: Path
    span: Span
    target: Path
    has_video: bool
    tags: Mapping[str, str] = field(default_factory=dict)


def encoded_video(job: Job, *, careful: bool = False) -> tuple[str, ...]:
    """H.264 and AAC, exact to the frame.

    `careful` decodes from a minute before: in MPEG-TS ffmpeg's seeking can land after
    the key frame it needs, and a slide may have come on long before the span.
    """
    lead_ms = min(_LEAD_MS, job.span.start_ms) if careful else 0
    stream = _input(job.source, job.span.start_ms - lead_ms)
    options = {
        **_MP4,
        **_ENCODED,
        **_common(job),
        "vf": f"{_EVEN},{_STEADY}" if careful else _EVEN,
        "af": _filled(lead_ms + job.span.length_ms),
        "ss": _time(lead_ms),
    }
    return _command(job.ffmpeg, _output(stream, ("V:0?", "a:0?"), job.target, options))


def audio(job: Job, *, pcm: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """The sound in the format of the target's suffix, silence where there is none.

    `pcm` may fix the sample rate (`ar`) and the number of channels (`ac`).
    """
    stream = _input(job.source, job.span.start_ms)
    options = {
        **AUDIO[job.target.suffix],
        **_common(job),
        **(pcm or {}),
        "af": f"{_filled(job.span.length_ms)},{_CHANNELS}",
    }
    output = _output(stream, ("a:0",), job.target, options)
    clock = _clock(stream, {"t": options["t"]}) if job.has_video else ()
    return _command(job.ffmpeg, output, *clock)


def _common(job: Job) -> dict[str, str | None]:
    return {**_CLEAN, **_metadata(job.tags), "t": _time(job.span.length_ms)}


def _input(source: Path, start_ms: int) -> Any:
    """The source from `start_ms`, under a name in which no character is special."""
    import ffmpeg  # noqa: PLC0415

    seek = {"ss": _time(start_ms)} if start_ms else {}
    return ffmpeg.input(_file(source), protocol_whitelist="file,pipe", **seek)


def _output(stream: Any, streams: tuple[str, ...], target: Path, options: Mapping[str, Any]) -> Any:
    import ffmpeg  # noqa: PLC0415

    return ffmpeg.output(*(stream[name] for name in streams), _file(target), **options)


def _clock(stream: Any, options: Mapping[str, Any]) -> tuple[Any, ...]:
    """A second output that reads the pictures, undecoded, so that time 0 is that of the file.

    Of MPEG formats ffmpeg takes the first timestamp of the streams in use as time 0:
    sound that starts after the picture would come too early
    (`correct_input_start_times`, https://ffmpeg.org/doxygen/trunk/ffmpeg__demux_8c.html).
    """
    import ffmpeg  # noqa: PLC0415

    return (ffmpeg.output(stream["V:0"], "-", format="null", c="copy", **options),)


def _command(program: str, *outputs: Any) -> tuple[str, ...]:
    import ffmpeg  # noqa: PLC0415

    start = [program, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
    return tuple(ffmpeg.compile(ffmpeg.merge_outputs(*outputs), cmd=start))


def _filled(length_ms: int) -> str:
    """Silence where sound starts late, has gaps or ends early."""
    return f"aresample=async=1:first_pts=0,apad=whole_dur={_time(length_ms)}"


def _metadata(tags: Mapping[str, str]) -> dict[str, str]:
    """One `-metadata` each; ffmpeg ignores what follows `g:`, which keeps the keys apart."""
    return {
        f"metadata:g:{number}": f"{name}={printable(value)}"
        for number, (name, value) in enumerate(tags.items())
    }


def printable(text: str) -> str:
    """One line without control characters or half surrogates, of bounded length."""
    kept = (" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in text)
    return " ".join("".join(kept).split())[:_TAG_CHARACTERS]


def _time(ms: int) -> str:
    return f"{ms}ms"


def _file(path: Path) -> str:
    return f"file:{path.absolute()}"
