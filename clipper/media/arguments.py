"""Builds command lines of ffmpeg with ffmpeg-python; runs nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipper.config import Quality
from clipper.media import limiter
from clipper.media.clip.look import Look
from clipper.model import Span

# Suffix: muxer and encoder of the sound.
AUDIO = {
    ".m4a": {"format": "ipod", "c:a": "aac", "movflags": "+faststart"},
    ".mp3": {"format": "mp3", "c:a": "libmp3lame"},
    ".opus": {"format": "opus", "c:a": "libopus"},
    ".flac": {"format": "flac", "c:a": "flac"},
    ".wav": {"format": "wav", "c:a": "pcm_s16le"},
}
AUDIO_SUFFIXES = tuple(AUDIO)
VIDEO = {
    # Times of showing from 0 on, which a player that ignores edit lists shows as they are.
    ".mp4": {"format": "mp4", "c:a": "aac", "movflags": "+faststart+negative_cts_offsets"},
    ".webm": {"format": "webm", "c:a": "libopus"},
}
VIDEO_SUFFIXES = tuple(VIDEO)

_BIT_RATES: dict[str, dict[Quality, str]] = {
    "aac": {"small": "64k", "normal": "128k", "high": "192k"},
    "libmp3lame": {"small": "96k", "normal": "128k", "high": "192k"},
    "libopus": {"small": "48k", "normal": "96k", "high": "160k"},
}
# Threads are fixed: the bytes depend on how many there are.
_H264: dict[Quality, dict[str, str]] = {
    "small": {"preset": "fast", "crf": "28"},
    "normal": {"preset": "veryfast", "crf": "23"},
    "high": {"preset": "medium", "crf": "18"},
}
_VP9: dict[Quality, dict[str, str]] = {
    "small": {"cpu-used": "5", "crf": "40"},
    "normal": {"cpu-used": "5", "crf": "33"},
    "high": {"cpu-used": "3", "crf": "24"},
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

# How other encoders are told the quality, by what they call it.
_HARDWARE: dict[str, dict[str, dict[Quality, str]]] = {
    "h264_videotoolbox": {"q:v": {"small": "40", "normal": "55", "high": "70"}},
    "h264_nvenc": {
        "cq": {"small": "32", "normal": "26", "high": "20"},
        "b:v": {"small": "0", "normal": "0", "high": "0"},  # else it keeps to 2 Mbit/s
    },
    "h264_qsv": {"global_quality": {"small": "32", "normal": "26", "high": "20"}},
    "h264_vaapi": {"qp": {"small": "32", "normal": "26", "high": "20"}},
}
HARDWARE = tuple(_HARDWARE)
_VAAPI = "/dev/dri/renderD128"

_EVEN = "crop=trunc(iw/2)*2:trunc(ih/2)*2"  # yuv420p has no odd sizes
_WHOLE = "bwdif=mode=send_frame:deint=interlaced"
_STEADY = "fps='min(source_fps,60)'"  # repeats a frame for as long as it stays on screen
_CHANNELS = "aformat=channel_layouts=stereo|mono"  # not every encoder takes more
# https://ffmpeg.org/ffmpeg-filters.html#tonemap-1: light, then tones, then the colours of HD.
_TO_SDR = (
    "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv"
)
_TO_VAAPI = "format=nv12,hwupload"
# AAC's encoder warms up for a packet, which only an edit list would hide.
_WITHOUT_WARM_UP = r"noise=amount=0:drop=lt(pts\,0)"
# White in a dark box; libass takes a picture for 288 lines high, so 15 is a twentieth of it.
_STYLE = (
    r"force_style=FontName=Sans\\\,FontSize=15\\\,PrimaryColour=&H00FFFFFF"
    r"\\\,BorderStyle=3\\\,Outline=2\\\,OutlineColour=&H50000000\\\,Shadow=0\\\,MarginV=14"
)
_SPECIAL, _ESCAPED = re.compile(r"([\\'\[\],;])"), r"\\\1"
_LEAD_MS = 60_000
_ROUNDED_US = 1_000  # as Matroska does
_SLIDE_US = 1_000_000  # a picture that stays longer is repeated: some players dislike one frame
_TAG_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make: the `span` of `source` at `target`.

    `picture` and `sound` are the numbers of the streams, of which there may be several.
    `shown_us` is when the picture that is on screen at the start began, on the media's clock.
    """

    ffmpeg: str
    source: Path
    span: Span
    target: Path
    picture: int | None = None
    sound: int | None = None
    shown_us: int | None = None
    is_hdr: bool = False
    is_interlaced: bool = False
    look: Look = field(default_factory=lambda: Look("audio", ".wav"))
    tags: Mapping[str, str] = field(default_factory=dict)


def sound_options(suffix: str, quality: Quality) -> dict[str, str]:
    """Muxer and encoder of the sound of a file."""
    how = (AUDIO | VIDEO)[suffix]
    rates = _BIT_RATES.get(how["c:a"])
    return {**how, "b:a": rates[quality]} if rates else {**how}


def h264_options(quality: Quality) -> dict[str, str]:
    """Options of libx264."""
    return {"profile": "high", "threads": "2", **_H264[quality]}


def vpx_options(encoder: str, quality: Quality) -> dict[str, str]:
    """Options of libvpx or libvpx-vp9; two threads would wait for each other most of the time."""
    most = "0" if encoder == "libvpx-vp9" else "8M"  # VP8 knows no quality without a limit
    return {"b": most, "deadline": "good", "threads": "1", **_VP9[quality]}


def encoded_video(job: Job, *, careful: bool = False, encoder: str = "") -> tuple[str, ...]:
    """The pictures and the sound encoded: exact to the frame.

    `careful` decodes from a minute before: in MPEG-TS ffmpeg's seeking can land after
    the key frame it needs, and a slide may have come on long before the span.
    """
    start_us = job.span.start_ms * 1000
    shown_us = start_us if job.shown_us is None else job.shown_us
    seek_us = min(shown_us, max(0, start_us - _LEAD_MS * 1000)) if careful else shown_us
    lead_us = start_us - seek_us
    stream = _input(job.source, seek_us)
    options = {
        **sound_options(job.look.suffix, job.look.quality),
        **_common(job),
        **_picture_options(job, encoder),
        "vf": ",".join(_picture_filters(job, lead_us, encoder)),
        "af": f"{_filled(job.span.length_ms, lead_us)},{_CHANNELS}{_louder(job.look)}",
        "ss": f"{lead_us}us",
    }
    if job.look.suffix == ".mp4":
        options["bsf:a"] = _WITHOUT_WARM_UP
    if encoder == "h264_vaapi":
        options["vaapi_device"] = _VAAPI
    streams = tuple(f"{number}" for number in (job.picture, job.sound) if number is not None)
    return _command(job.ffmpeg, _output(stream, streams, job.target, options))


def audio(job: Job) -> tuple[str, ...]:
    """The sound in the format of the target's suffix, silence where there is none."""
    stream = _input(job.source, job.span.start_ms * 1000)
    options = {
        **sound_options(job.target.suffix, job.look.quality),
        **_common(job),
        "af": f"{_filled(job.span.length_ms)},{_CHANNELS}{_louder(job.look)}",
    }
    number = "a:0" if job.sound is None else f"{job.sound}"
    output = _output(stream, (number,), job.target, options)
    clock = () if job.picture is None else _clock(stream, job.picture, {"t": options["t"]})
    return _command(job.ffmpeg, output, *clock)


def trial(ffmpeg: str, encoder: str) -> tuple[str, ...]:
    """A few pictures by this encoder, which are thrown away."""
    is_vaapi = encoder == "h264_vaapi"
    how = {"vf": _TO_VAAPI, "vaapi_device": _VAAPI} if is_vaapi else {}
    return _black(ffmpeg, {"format": "null", "c:v": encoder, **how})


def word(ffmpeg: str, subtitles: Path) -> tuple[str, ...]:
    """The grey values of pictures with these subtitles, for standard output."""
    how = {"format": "rawvideo", "pix_fmt": "gray", "vf": f"format=gray,{_captions(subtitles)}"}
    return _black(ffmpeg, how)


def _black(program: str, options: Mapping[str, str]) -> tuple[str, ...]:
    import ffmpeg  # noqa: PLC0415

    black = ffmpeg.input("color=black:s=320x180:r=25:d=0.2", f="lavfi")
    return _command(program, ffmpeg.output(black, "-", **options))


def _picture_options(job: Job, encoder: str) -> dict[str, str]:
    quality = job.look.quality
    kept = {"fps_mode:v": "vfr", "enc_time_base:v": "demux"}  # not the nearest 1/25 s
    if job.look.suffix == ".webm":
        return {**kept, **_of_picture(vpx_options("libvpx-vp9", quality)), "c:v": "libvpx-vp9"}
    if encoder:
        levels = {name: level[quality] for name, level in _HARDWARE[encoder].items()}
        return {**kept, **levels, "c:v": encoder}
    return {**kept, **_of_picture(h264_options(quality)), "c:v": "libx264"}


def _of_picture(options: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}:v": value for name, value in options.items()}


def _picture_filters(job: Job, lead_us: int, encoder: str) -> Iterator[str]:
    """From what is decoded to what is encoded; times are from `lead_us` before the start."""
    yield _EVEN
    if job.is_interlaced:
        yield _WHOLE
    yield from _from_screen(job, lead_us)
    if job.is_hdr:
        yield _TO_SDR
    if job.look.subtitles is not None:
        yield f"setpts=PTS-{lead_us}/1000000/TB"
        yield _captions(job.look.subtitles)
        yield f"setpts=PTS+{lead_us}/1000000/TB"
    yield _TO_VAAPI if encoder == "h264_vaapi" else "format=yuv420p"


def _from_screen(job: Job, lead_us: int) -> Iterator[str]:
    """The picture on screen at the start is shown from there on."""
    start_us = job.span.start_ms * 1000
    if job.shown_us is None:
        yield _STEADY
    elif start_us - job.shown_us > _SLIDE_US:
        yield f"{_STEADY}:start_time={lead_us / 1_000_000}"
    elif start_us > job.shown_us:
        shown_us = lead_us - (start_us - job.shown_us)
        is_shown = rf"lt(abs(PTS*TB*1000000-{shown_us})\,{_ROUNDED_US})"
        yield rf"setpts=if({is_shown}\,ceil({lead_us}/1000000/TB)\,PTS)"


def _captions(path: Path) -> str:
    """Escaped twice: as the value of an option, and as a part of a chain of filters."""
    value = re.sub(r"([\\':])", r"\\\1", _file(path))
    return f"subtitles=filename={re.sub(_SPECIAL, _ESCAPED, value)}:{_STYLE}"


def _louder(look: Look) -> str:
    """What `sound.louder` does, as filters of a command line."""
    if not look.gain_db:
        return ""
    return "".join(
        f",{name}={how}" for name, how in limiter.filters(look.gain_db, limiter.PEAK_DBFS)
    )


def _common(job: Job) -> dict[str, str | None]:
    return {**_CLEAN, **_metadata(job.tags), "t": _time(job.span.length_ms)}


def _input(source: Path, start_us: int) -> Any:
    """The source from `start_us`, under a name in which no character is special."""
    import ffmpeg  # noqa: PLC0415

    seek = {"ss": f"{start_us}us"} if start_us else {}
    return ffmpeg.input(_file(source), protocol_whitelist="file,pipe", **seek)


def _output(stream: Any, streams: tuple[str, ...], target: Path, options: Mapping[str, Any]) -> Any:
    import ffmpeg  # noqa: PLC0415

    return ffmpeg.output(*(stream[name] for name in streams), _file(target), **options)


def _clock(stream: Any, picture: int, options: Mapping[str, Any]) -> tuple[Any, ...]:
    """A second output that reads the pictures, undecoded, so that time 0 is that of the file.

    Of MPEG formats ffmpeg takes the first timestamp of the streams in use as time 0:
    sound that starts after the picture would come too early
    (`correct_input_start_times`, https://ffmpeg.org/doxygen/trunk/ffmpeg__demux_8c.html).
    """
    import ffmpeg  # noqa: PLC0415

    return (ffmpeg.output(stream[f"{picture}"], "-", format="null", c="copy", **options),)


def _command(program: str, *outputs: Any) -> tuple[str, ...]:
    import ffmpeg  # noqa: PLC0415

    start = [program, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"]
    return tuple(ffmpeg.compile(ffmpeg.merge_outputs(*outputs), cmd=start))


def _filled(length_ms: int, lead_us: int = 0) -> str:
    """Silence where sound starts late, has gaps or ends early."""
    return f"aresample=async=1:first_pts=0,apad=whole_dur={lead_us + length_ms * 1000}us"


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
