"""Cuts spans out of recordings, and checks each cut before it counts."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from clipper import proc, store
from clipper.errors import MediaError, ProgramError, UsageError
from clipper.media import arguments
from clipper.media.arguments import Job
from clipper.media.probe import Probe, probe
from clipper.model import Clip, Media, Span
from clipper.times import clock

_log = logging.getLogger(__name__)

Kind = Literal["video", "audio"]
Method = Literal["exact", "copy"]
Attempt = tuple[Method, tuple[str, ...]]

# What browsers and players decode from mp4.
_COPIED_VIDEO = {"h264", "hevc", "av1", "vp9"}
_COPIED_AUDIO = {"aac", "mp3", "opus", "flac", "alac", "ac3", "eac3", None}

_TOLERANCE_MS = {"exact": 100, "copy": 250}
_TOLERANCE_FRAMES = {"exact": 1, "copy": 6}  # a copy ends with frames that others refer to


def cut(  # noqa: PLR0913
    media: Media,
    span: Span,
    target: Path,
    *,
    kind: Kind,
    method: Method,
    ffmpeg: str,
    tags: Mapping[str, str],
) -> Clip:
    """A checked clip of `span`, which lies within the media, at `target`.

    Video is mp4; the format of audio goes by the target's suffix. `copy` becomes
    `exact` where the streams cannot be copied well; `Clip.method` says what was done.
    Raises MediaError when no good clip comes out.
    """
    _require(media, kind, target)
    with store.replacing(target) as temporary:
        has_video = media.video_codec is not None
        job = Job(ffmpeg, media.path, span, temporary, has_video, tags)
        attempts = _audio_attempts(job) if kind == "audio" else _video_attempts(job, media, method)
        used, found = _first_good(attempts, job, media, kind)
        digest = store.digest(temporary)
    return Clip(
        path=target,
        source=media.source.id,
        asked=span,
        real=Span(span.start_ms, span.start_ms + found.duration_ms),
        method=used,
        codecs=tuple(codec for codec in (found.video_codec, found.audio_codec) if codec),
        digest=digest,
    )


def extract_wav(  # noqa: PLR0913
    media_path: Path,
    span: Span,
    target: Path,
    *,
    ffmpeg: str,
    rate: int = 44_100,
    channels: int = 2,
) -> None:
    """The sound of `span` as 16-bit PCM in the WAV file `target`, silence where there is none."""
    held = _probe_sound(media_path)
    with store.replacing(target) as temporary:
        job = Job(ffmpeg, media_path, span, temporary, held.video_codec is not None)
        proc.run(arguments.audio(job, pcm={"ar": rate, "ac": channels}))
        _check_length(probe(temporary), span, _TOLERANCE_MS["exact"])


def encode(wav: Path, target: Path, *, ffmpeg: str, tags: Mapping[str, str]) -> None:
    """All of `wav` in the format of the target's suffix."""
    _require_suffix(target)
    span = Span(0, _probe_sound(wav).duration_ms)
    with store.replacing(target) as temporary:
        job = Job(ffmpeg, wav, span, temporary, has_video=False, tags=tags)
        proc.run(arguments.audio(job))
        _check_length(probe(temporary), span, _TOLERANCE_MS["exact"])


def _require(media: Media, kind: Kind, target: Path) -> None:
    if kind == "video" and media.video_codec is None:
        raise MediaError(f"'{media.path}' has no picture", hint="cut audio from it")
    if kind == "audio":
        _require_suffix(target)
        if media.audio_codec is None:
            raise MediaError(f"'{media.path}' has no sound", hint="cut video from it")


def _require_suffix(target: Path) -> None:
    if target.suffix not in arguments.AUDIO_SUFFIXES:
        raise UsageError(
            f"'{target.suffix}' is no audio format",
            hint=f"allowed: {', '.join(arguments.AUDIO_SUFFIXES)}",
        )


def _probe_sound(path: Path) -> Probe:
    held = probe(path)
    if held.audio_codec is None:
        raise MediaError(f"'{path}' has no sound")
    return held


def _audio_attempts(job: Job) -> Iterator[Attempt]:
    yield "exact", arguments.audio(job)


def _video_attempts(job: Job, media: Media, method: Method) -> Iterator[Attempt]:
    """Ways to make the clip, the cheapest first."""
    if method == "copy" and _is_copyable(media):
        yield "copy", arguments.copied_video(job)
    yield "exact", arguments.encoded_video(job)
    yield "exact", arguments.encoded_video(job, careful=True)


def _is_copyable(media: Media) -> bool:
    return media.video_codec in _COPIED_VIDEO and media.audio_codec in _COPIED_AUDIO


def _first_good(
    attempts: Iterator[Attempt], job: Job, media: Media, kind: Kind
) -> tuple[Method, Probe]:
    """How the first attempt that passes the checks was made, and what it holds."""
    failure: MediaError | ProgramError | None = None
    where = f"'{media.path}' at {clock(job.span.start_ms)}"
    for method, command in attempts:
        try:
            proc.run(command)
            found = probe(job.target)
            _check(found, media, job.span, kind, method)
        except (MediaError, ProgramError) as err:
            _log.info("%s cut of %s: %s", method, where, err)
            failure = err
        else:
            return method, found
    raise MediaError(
        f"no good clip of {where}: {failure}", hint="the recording may be damaged there"
    ) from failure


def _check(found: Probe, media: Media, span: Span, kind: Kind, method: Method) -> None:
    frame_ms = 1_000_000 // found.fps_milli if found.fps_milli else 0
    _check_length(found, span, max(_TOLERANCE_MS[method], _TOLERANCE_FRAMES[method] * frame_ms))
    if media.audio_codec is not None and found.audio_codec is None:
        raise MediaError("the clip has no sound")
    if kind == "audio":
        return
    if found.video_codec is None:
        raise MediaError("the clip has no picture")
    starts_late = found.video_start_ms > max(_TOLERANCE_MS["exact"], frame_ms)
    if starts_late and span.start_ms >= probe(media.path).video_start_ms:
        raise MediaError(f"the clip's picture starts {found.video_start_ms} ms late")


def _check_length(found: Probe, span: Span, tolerance_ms: int) -> None:
    if abs(found.duration_ms - span.length_ms) > tolerance_ms:
        raise MediaError(f"the clip lasts {found.duration_ms} ms instead of {span.length_ms} ms")
