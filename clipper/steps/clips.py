"""Cut a clip for each citation of a source."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from clipper import store as files
from clipper.errors import ClipperError
from clipper.events import Cutting, Event, Trouble
from clipper.media import cut
from clipper.media.opened import OpenMedia
from clipper.model import Citation, Clip, Media, Reading, Span
from clipper.steps.desk import Desk
from clipper.steps.tools import MADE_BY, Tools, window
from clipper.times import clock


def cut_clips(
    wanted: Sequence[tuple[Citation, Reading]], media: Media, tools: Tools
) -> Generator[Event, None, dict[Citation, Clip]]:
    """A clip in the cache for each citation; one that cannot be cut is a `Trouble`."""
    clips: dict[Citation, Clip] = {}
    with OpenMedia(media) as recording:
        for number, (citation, reading) in enumerate(wanted):
            yield Cutting(media.source.id, number, len(wanted))
            try:
                clips[citation] = _clip(citation, reading, recording, tools)
            except ClipperError as err:
                yield Trouble(f"{citation.note}:{citation.line}", err.message, err.hint)
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


def _clip(citation: Citation, reading: Reading, recording: OpenMedia, tools: Tools) -> Clip:
    settings, media = tools.settings.clip, recording.media
    span = window(reading, tools.settings, duration_ms=media.duration_ms)
    kind: cut.Kind = "video" if settings.kind == "video" and media.video_codec else "audio"
    suffix = ".mp4" if kind == "video" else f".{settings.audio_format}"
    tags = {
        "title": citation.claim[:200],
        "comment": f"{media.source.url or media.source.id} at {citation.stamp}",
    }
    made_from = (media.digest, span.start_ms, span.end_ms, kind, settings.method, suffix, tags)
    name = files.key(*made_from, tools.ffmpeg_version, version("av"), MADE_BY)
    path = tools.store.path("clips", f"{name}{suffix}")
    note = path.with_suffix(".json")
    if (known := _known_clip(path, tools.store.read(note))) is not None:
        return replace(known, source=media.source.id)
    clip = cut.cut(
        recording, span, path, kind=kind, method=settings.method, ffmpeg=tools.ffmpeg, tags=tags
    )
    real = (clip.asked.start_ms, clip.asked.end_ms, clip.real.start_ms, clip.real.end_ms)
    tools.store.write(note, [*real, clip.method, list(clip.codecs), clip.digest])
    return clip


def _known_clip(path: Path, entry: object) -> Clip | None:
    """A clip of an earlier run, if its bytes are still those that were checked."""
    match entry:
        case [int(a), int(b), int(c), int(d), str(method), list(codecs), str(digest)]:
            if path.is_file() and files.digest(path) == digest:
                return Clip(path, "", Span(a, b), Span(c, d), method, tuple(codecs), digest)
    return None
