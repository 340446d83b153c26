"""Cuts spans out of recordings, and checks each cut before it counts."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from clipper import proc, store
from clipper.config import Method
from clipper.errors import MediaError, ProgramError, UsageError
from clipper.media import arguments, encoders, sound
from clipper.media.arguments import Job
from clipper.media.clip import checks, edits, remux, smart
from clipper.media.clip.look import Look
from clipper.media.opened import OpenMedia, full_disk
from clipper.media.probe import chosen, probe
from clipper.model import Check, Clip, Media, Span
from clipper.times import clock

_log = logging.getLogger(__name__)

_METHODS: dict[Method, tuple[str, ...]] = {  # the cheapest first, each safer than those before
    "auto": ("copy", "smart", "exact"),
    "copy": ("copy", "smart", "exact"),
    "smart": ("smart", "exact"),
    "exact": ("exact",),
}
# What can be copied, and what of it every player and browser shows.
_COPIED = {".mp4": {"h264", "hevc", "av1", "vp9"}, ".webm": {"vp8", "vp9", "av1"}}
_PLAYS = {".mp4": {"h264"}, ".webm": {"vp8", "vp9", "av1"}}
_PIXELS = {"yuv420p", "yuvj420p", None}
_HDR = {16, 18}  # PQ and HLG, as ITU-T H.273 numbers them
_PROGRESSIVE = 1  # or unknown: https://ffmpeg.org/doxygen/trunk/defs_8h.html, AVFieldOrder
_TONE_MAPPING = {"zscale", "tonemap"}
_WHY_CHARACTERS = 200
_FONT_HINT = "install one, such as DejaVu, or an ffmpeg with libass; else leave them in files"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A way to make a clip, and what is worth knowing of a clip that was made so."""

    method: str
    make: Callable[[], object]
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Made:
    method: str
    why: str
    checks: tuple[Check, ...]


def cut(  # noqa: PLR0913
    source: OpenMedia,
    span: Span,
    target: Path,
    *,
    look: Look,
    ffmpeg: str,
    tags: Mapping[str, str],
) -> Clip:
    """A checked clip of `span`, which lies within the media, at `target`.

    A method that cannot make it, or whose clip fails a check, gives way to the next safer one;
    `Clip.method` says which one did it, and `Clip.why` what spoke against the others. Raises
    MediaError when no good clip comes out.
    """
    media = source.media
    _require(media, look, target)
    if look.subtitles is not None and not encoders.writes(ffmpeg):
        raise MediaError("subtitles cannot be burned in: no font is found", hint=_FONT_HINT)
    where = f"'{media.path}' at {clock(span.start_ms)}"
    if span.start_ms >= media.duration_ms:
        raise MediaError(f"no good clip of {where}: it ends before", hint="correct the stamp")
    with store.replacing(target) as temporary:
        job = _job(source, span, temporary, look, ffmpeg, tags)
        attempts = _audio_attempts if look.kind == "audio" else _video_attempts
        made = _first_good(attempts(job, source), job, source)
        found = probe(temporary, decode=False)
        digest = store.digest(temporary)
    return Clip(
        path=target,
        source=media.source.id,
        asked=span,
        real=Span(span.start_ms, span.start_ms + found.duration_ms),
        method=made.method,
        codecs=tuple(codec for codec in (found.video_codec, found.audio_codec) if codec),
        digest=digest,
        why=made.why,
        checks=made.checks,
    )


def _require(media: Media, look: Look, target: Path) -> None:
    if look.kind == "video":
        _require_suffix(target, arguments.VIDEO_SUFFIXES, "video")
        if media.video_codec is None:
            raise MediaError(f"'{media.path}' has no picture", hint="cut audio from it")
        return
    _require_suffix(target, arguments.AUDIO_SUFFIXES, "audio")
    if media.audio_codec is None:
        raise MediaError(f"'{media.path}' has no sound", hint="cut video from it")


def _require_suffix(target: Path, allowed: tuple[str, ...], kind: str) -> None:
    if target.suffix not in allowed:
        raise UsageError(
            f"'{target.suffix}' is no {kind} format", hint=f"allowed: {', '.join(allowed)}"
        )


def _job(  # noqa: PLR0913, PLR0917
    source: OpenMedia,
    span: Span,
    target: Path,
    look: Look,
    ffmpeg: str,
    tags: Mapping[str, str],
) -> Job:
    streams = chosen(source.container())
    picture, heard = streams.get("video"), streams.get("audio")
    return Job(
        ffmpeg=ffmpeg,
        source=source.media.path,
        span=span,
        target=target,
        picture=None if picture is None else picture.index,
        sound=None if heard is None else heard.index,
        is_hdr=picture is not None and picture.codec_context.color_trc in _HDR,
        is_interlaced=picture is not None and picture.codec_context.field_order > _PROGRESSIVE,
        look=look,
        tags=tags,
    )


def _audio_attempts(job: Job, source: OpenMedia) -> Iterator[Attempt]:
    """Ways to make the clip, the cheapest first; ffmpeg only for odd recordings."""
    if job.look.method != "exact":
        yield Attempt("copy", partial(_copy_sound, job, source))
    how = (source, job.span, job.target, job.look, job.tags)
    yield Attempt("exact", partial(sound.write, *how))
    yield Attempt("exact", partial(proc.run, arguments.audio(job)))


def _copy_sound(job: Job, source: OpenMedia) -> None:
    """AAC into an m4a that begins within it: the edit list hides a fifth of a second at most."""
    if not remux.is_sound_kept(source, job.look):
        codec, suffix = source.media.audio_codec, job.look.suffix
        raise MediaError(f"{codec} has to be encoded for '{suffix}'")
    if job.span.start_ms < source.held.audio_start_ms:
        raise MediaError("the sound begins later")
    remux.copy_sound(source, job.span, job.target, job.tags)


def _video_attempts(job: Job, source: OpenMedia) -> Iterator[Attempt]:
    """Ways to make the clip, the cheapest first."""
    ways = _METHODS[job.look.method]
    how = (source, job.span, job.target, job.look, job.tags)
    for method, copy in (("copy", remux.copy), ("smart", smart.cut)):
        if method in ways:
            yield Attempt(method, partial(_copied, partial(copy, *how), source, job.look, method))
    yield from _encodings(job, source)


def _copied(copy: Callable[[], object], source: OpenMedia, look: Look, method: str) -> None:
    """A copy, unless it is clear before that it would not do."""
    codec = source.media.video_codec
    allowed = _COPIED if look.method == method else _PLAYS
    if look.subtitles is not None:
        raise MediaError("subtitles are burned into the picture")
    if codec not in allowed[look.suffix]:
        raise MediaError(f"not every player shows {codec} in {look.suffix[1:]}")
    pixels = chosen(source.container())["video"].codec_context.pix_fmt
    if look.method != method and pixels not in _PIXELS:
        raise MediaError(f"not every player shows pictures in {pixels}")
    copy()


def _encodings(job: Job, source: OpenMedia) -> Iterator[Attempt]:
    note = ""
    if job.is_hdr:
        job, note = _in_sdr(job)
    with contextlib.suppress(MediaError):  # then by what ffmpeg finds
        job = replace(job, shown_us=remux.on_screen_us(source, job.span))
    if job.look.hardware and job.look.suffix == ".mp4":
        encoder = encoders.hardware(job.ffmpeg)
        if encoder:
            make = partial(_encode, job, careful=False, encoder=encoder)
            yield Attempt("exact", make, _both(note, f"by {encoder}"))
            note = _both(note, f"{encoder} failed")
        else:
            note = _both(note, "no hardware encoder works here")
    for careful in (False, True):
        yield Attempt("exact", partial(_encode, job, careful=careful), note)


def _encode(job: Job, *, careful: bool, encoder: str = "") -> None:
    proc.run(arguments.encoded_video(job, careful=careful, encoder=encoder))
    if job.look.suffix == ".mp4":
        edits.shorten(job.target, job.span.length_ms)


def _in_sdr(job: Job) -> tuple[Job, str]:
    if encoders.filters(job.ffmpeg) >= _TONE_MAPPING:
        return job, "HDR is shown as SDR"
    return replace(job, is_hdr=False), "HDR looks pale: this ffmpeg has no 'zscale' and 'tonemap'"


def _both(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _first_good(attempts: Iterator[Attempt], job: Job, source: OpenMedia) -> _Made:
    """How the first attempt that passes the checks was made."""
    failures: list[tuple[str, MediaError | ProgramError]] = []
    where = f"'{source.media.path}' at {clock(job.span.start_ms)}"
    for attempt in attempts:
        try:
            attempt.make()
            found = checks.check(job.target, source, job.span, job.look, attempt.method)
        except (MediaError, ProgramError) as err:
            if os.strerror(errno.ENOSPC) in err.message:  # said by ffmpeg
                raise full_disk() from err
            _log.info("%s cut of %s: %s", attempt.method, where, err)
            failures.append((attempt.method, err))
        else:
            return _Made(attempt.method, _why(attempt, job.look, failures), found)
    raise MediaError(
        f"no good clip of {where}: {failures[-1][1]}", hint="the recording may be damaged there"
    ) from failures[-1][1]


def _why(
    attempt: Attempt, look: Look, failures: list[tuple[str, MediaError | ProgramError]]
) -> str:
    """In words what spoke for this method, or against the ones before it."""
    against: dict[str, list[str]] = {}
    for method, err in failures:
        if method != attempt.method:
            against.setdefault(err.message[:_WHY_CHARACTERS], []).append(method)
    reasons = [f"not {' or '.join(methods)}: {message}" for message, methods in against.items()]
    if not reasons:
        reasons = ["passes all checks" if look.method == "auto" else "as asked"]
    return _both(f"{attempt.method}: {reasons[0]}", *reasons[1:], attempt.note)
