"""Cuts spans out of recordings, and checks each cut before it counts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from clipper import proc, store
from clipper.errors import MediaError, ProgramError, UsageError
from clipper.media import arguments, opened, sound
from clipper.media.arguments import Job
from clipper.media.opened import OpenMedia
from clipper.media.probe import Probe, probe
from clipper.model import Clip, Media, Span
from clipper.times import clock

_log = logging.getLogger(__name__)

Kind = Literal["video", "audio"]
Method = Literal["exact", "copy"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A way to make a clip; where packets tell enough of what came out, it is not decoded."""

    method: Method
    make: Callable[[], object]
    decode: bool = False


# What browsers and players decode from mp4.
_COPIED_VIDEO = {"h264", "hevc", "av1", "vp9"}
_COPIED_AUDIO = {"aac", "mp3", "opus", "flac", "alac", "ac3", "eac3", None}

_TOLERANCE_MS = {"exact": 100, "copy": 250}
_TOLERANCE_FRAMES = {"exact": 1, "copy": 6}  # a copy ends with frames that others refer to


def cut(  # noqa: PLR0913
    source: OpenMedia,
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
    `exact` where the streams cannot be copied well, and AAC is copied into m4a whatever
    the method; `Clip.method` says what was done. Raises MediaError when no good clip comes out.
    """
    media = source.media
    _require(media, kind, target)
    with store.replacing(target) as temporary:
        has_video = media.video_codec is not None
        job = Job(ffmpeg, media.path, span, temporary, has_video, tags)
        ways = (
            _audio_attempts(job, source)
            if kind == "audio"
            else _video_attempts(job, source, method)
        )
        used, found = _first_good(ways, job, source, kind)
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


def _audio_attempts(job: Job, source: OpenMedia) -> Iterator[Attempt]:
    """Ways to make the clip, the cheapest first; ffmpeg only for odd recordings."""
    if _keeps_sound(job, source):
        yield Attempt("copy", _copying(job, source, has_video=False))
    yield Attempt("exact", partial(sound.write, source, job.span, job.target, job.tags))
    yield Attempt("exact", partial(proc.run, arguments.audio(job)))


def _keeps_sound(job: Job, source: OpenMedia) -> bool:
    """AAC in an m4a that begins within it: the edit list hides no more than a fifth of a second."""
    is_aac = job.target.suffix == ".m4a" and source.media.audio_codec == "aac"
    return is_aac and job.span.start_ms >= source.held.audio_start_ms


def _video_attempts(job: Job, source: OpenMedia, method: Method) -> Iterator[Attempt]:
    """Ways to make the clip, the cheapest first."""
    if method == "copy" and _is_copyable(source.media):
        yield Attempt("copy", _copying(job, source, has_video=True))
    for careful in (False, True):
        command = arguments.encoded_video(job, careful=careful)
        yield Attempt("exact", partial(proc.run, command), decode=True)


def _copying(job: Job, source: OpenMedia, *, has_video: bool) -> Callable[[], object]:
    copy = partial(opened.copy, has_video=has_video, tags=job.tags)
    return partial(copy, source, job.span, job.target)


def _is_copyable(media: Media) -> bool:
    return media.video_codec in _COPIED_VIDEO and media.audio_codec in _COPIED_AUDIO


def _first_good(
    attempts: Iterator[Attempt], job: Job, source: OpenMedia, kind: Kind
) -> tuple[Method, Probe]:
    """How the first attempt that passes the checks was made, and what it holds."""
    failure: MediaError | ProgramError | None = None
    where = f"'{source.media.path}' at {clock(job.span.start_ms)}"
    for attempt in attempts:
        try:
            attempt.make()
            found = probe(job.target, decode=attempt.decode)
            _check(found, source, job.span, kind, attempt.method)
        except (MediaError, ProgramError) as err:
            _log.info("%s cut of %s: %s", attempt.method, where, err)
            failure = err
        else:
            return attempt.method, found
    raise MediaError(
        f"no good clip of {where}: {failure}", hint="the recording may be damaged there"
    ) from failure


def _check(found: Probe, source: OpenMedia, span: Span, kind: Kind, method: Method) -> None:
    frame_ms = 1_000_000 // found.fps_milli if found.fps_milli else 0
    _check_length(found, span, max(_TOLERANCE_MS[method], _TOLERANCE_FRAMES[method] * frame_ms))
    if source.media.audio_codec is not None and found.audio_codec is None:
        raise MediaError("the clip has no sound")
    if kind == "audio":
        return
    if found.video_codec is None:
        raise MediaError("the clip has no picture")
    starts_late = found.video_start_ms > max(_TOLERANCE_MS["exact"], frame_ms)
    if starts_late and span.start_ms >= source.held.video_start_ms:
        raise MediaError(f"the clip's picture starts {found.video_start_ms} ms late")


def _check_length(found: Probe, span: Span, tolerance_ms: int) -> None:
    if abs(found.duration_ms - span.length_ms) > tolerance_ms:
        raise MediaError(f"the clip lasts {found.duration_ms} ms instead of {span.length_ms} ms")
