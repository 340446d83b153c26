"""Cut the clips of a source, each with what makes it known again."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import Any

from clipper import store as files
from clipper.errors import ClipperError, UsageError
from clipper.events import Cutting, Event, Trouble
from clipper.exports.sheet import Recording
from clipper.exports.subtitles import cues, srt
from clipper.media.clip import cut
from clipper.media.clip.look import Look
from clipper.media.loudness import gain_for
from clipper.media.opened import OpenMedia
from clipper.model import Check, Citation, Clip, Media, Segment, Span
from clipper.steps.desk import Desk
from clipper.steps.tools import MADE_BY, Tools
from clipper.steps.where import Piece
from clipper.times import clock


def cut_clips(
    wanted: Sequence[Piece], media: Media, said: Sequence[Segment], tools: Tools
) -> Generator[Event, None, dict[Citation, Clip]]:
    """A clip in the cache for each citation; one that cannot be cut is a `Trouble`."""
    clips: dict[Citation, Clip] = {}
    with OpenMedia(media) as recording:
        for number, piece in enumerate(wanted):
            yield Cutting(media.source.id, number, len(wanted))
            try:
                clip = _clip(piece, recording, said, tools)
                clips |= dict.fromkeys(piece.citations, clip)
            except UsageError:
                raise  # nothing can be written: no other clip could be, either
            except ClipperError as err:
                first = piece.citations[0]
                yield Trouble(f"{first.note}:{first.line}", err.message, err.hint)
    yield Cutting(media.source.id, len(wanted), len(wanted))
    return clips


def without_clip(citations: Iterable[Citation], media: Media) -> Iterator[Trouble]:
    """Stamps without a clip, since they say no moment of the recording."""
    for citation in citations:
        length = clock(media.duration_ms)
        message = f"'{citation.stamp}' is past the end: the recording is {length} long"
        if citation.cited_ms is None:
            message = f"'{citation.stamp}' is not a time of a recording"
        hint = "'clipper check' looks for the moment at which it is said"
        yield Trouble(f"{citation.note}:{citation.line}", message, hint)


def guessed(citations: Iterable[Citation], desk: Desk) -> Iterator[str]:
    """What to tell of stamps that are cut at another time than they show, unheard."""
    for citation in citations:
        reading = desk.moment(citation)
        if reading is not None and reading != citation.readings[0]:
            where = f"{citation.note}:{citation.line}"
            yield f"{where}: '{citation.stamp}' is taken for {clock(reading.at_ms)}"


def _clip(piece: Piece, recording: OpenMedia, said: Sequence[Segment], tools: Tools) -> Clip:
    settings, media = tools.settings.clip, recording.media
    is_video = settings.kind == "video" and media.video_codec is not None
    look = Look(
        kind="video" if is_video else "audio",
        suffix=f".{settings.format if is_video else settings.audio_format}",
        method=settings.method,
        quality=settings.quality,
        hardware=settings.hardware,
    )
    burned = srt(cues(said, piece.span)) if is_video and settings.subtitles == "burned" else ""
    loudness = settings.loudness_lufs if settings.normalize and media.audio_codec else None
    tags = tags_of(piece, media)
    made_from = (media.digest, dataclasses.astuple(piece.span), dataclasses.asdict(look))
    made_by = (tools.ffmpeg_version, version("av"), MADE_BY)
    name = files.key(*made_from, burned, loudness, tags, *made_by)
    path = tools.store.path("clips", f"{name}{look.suffix}")
    note = path.with_suffix(".json")
    if (known := _known_clip(path, tools.store.read(note))) is not None:
        return dataclasses.replace(known, source=media.source.id)
    with tempfile.TemporaryDirectory(dir=tools.scratch) as folder:
        if burned:
            look = dataclasses.replace(look, subtitles=_written(Path(folder), burned))
        if loudness is not None:
            look = dataclasses.replace(look, gain_db=gain_for(recording, piece.span, loudness))
        clip = cut.cut(recording, piece.span, path, look=look, ffmpeg=tools.ffmpeg, tags=tags)
    tools.store.write(note, _plain(clip))
    return clip


def tags_of(piece: Piece, media: Media) -> dict[str, str]:
    """What every format stores in the file: the claim, its source, and where it comes from."""
    citation, source = piece.citations[0], media.source
    name = PurePath(source.id).name
    link = Recording(source.id, source.url or "").url_at(piece.at_ms) or name
    return {
        "title": citation.claim[:200],
        "album": source.url or name,
        "comment": f"{link} at {citation.stamp}, cited in {PurePath(citation.note).name}",
    }


def _written(folder: Path, subtitles: str) -> Path:
    path = folder / "subtitles.srt"
    files.write_text(path, subtitles)
    return path


def _plain(clip: Clip) -> dict[str, Any]:
    return {
        "asked": dataclasses.astuple(clip.asked),
        "real": dataclasses.astuple(clip.real),
        "method": clip.method,
        "why": clip.why,
        "codecs": clip.codecs,
        "checks": [dataclasses.astuple(check) for check in clip.checks],
        "digest": clip.digest,
    }


def _known_clip(path: Path, entry: object) -> Clip | None:
    """A clip of an earlier run, if its bytes are still those that were checked."""
    if not isinstance(entry, dict):
        return None
    try:
        clip = _clip_of(path, entry)
    except (KeyError, TypeError):
        return None
    return clip if path.is_file() and files.digest(path) == clip.digest else None


def _clip_of(path: Path, entry: Mapping[str, Any]) -> Clip:
    return Clip(
        path=path,
        source="",
        asked=Span(*entry["asked"]),
        real=Span(*entry["real"]),
        method=entry["method"],
        codecs=tuple(entry["codecs"]),
        digest=entry["digest"],
        why=entry["why"],
        checks=tuple(Check(*check) for check in entry["checks"]),
    )
