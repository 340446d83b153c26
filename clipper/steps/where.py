"""Where the clips of a source lie: each window with its edges moved, the same in every run."""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clipper import store as files
from clipper.errors import MediaError
from clipper.media import pcm
from clipper.media.opened import OpenMedia
from clipper.model import Citation, Finding, Media, Reading, Span, union
from clipper.speech.pauses import silences
from clipper.speech.whisper import RATE
from clipper.steps.desk import Desk
from clipper.steps.edges import INWARD_MS, REACH_MS, Facts, around, merged, moved, sentence_of
from clipper.steps.spoken import spoken
from clipper.steps.tools import MADE_BY, Job, Tools, cited_window

_log = logging.getLogger(__name__)

Wanted = Sequence[tuple[Citation, Reading]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A span to cut: for one citation, or for several that share it.

    The first of these names it; `at_ms` is the moment that it cites.
    """

    citations: tuple[Citation, ...]
    at_ms: int
    span: Span


def lay_out(job: Job, media: Media, tools: Tools, desk: Desk) -> None:
    """Put on the desk what is said around the moments of a source, and which spans to cut."""
    wanted = [(c, reading) for c in job.citations if (reading := desk.moment(c))]
    asked = [
        cited_window(citation, reading, tools.settings, duration_ms=media.duration_ms)
        for citation, reading in wanted
    ]
    desk.said[job.source_id] = spoken(job.source_id, media, map(_near, asked), tools)
    desk.spans |= _spans_of(wanted, asked, media, desk, tools)


def pieces(job: Job, tools: Tools, desk: Desk) -> tuple[Piece, ...]:
    """The clips of a source: one a citation, or one where those of a note overlap."""
    alone = [
        Piece((c,), reading.at_ms, desk.spans[c])
        for c in job.citations
        if (reading := desk.moment(c))
    ]
    if not tools.settings.clip.merge:
        return tuple(alone)
    by_note: dict[str, list[Piece]] = {}
    for piece in alone:
        by_note.setdefault(piece.citations[0].note, []).append(piece)
    return tuple(
        functools.reduce(_joined, (found[number] for number in group))
        for found in by_note.values()
        for group in merged([p.span for p in found], round(tools.settings.clip.longest_s * 1000))
    )


def _joined(one: Piece, other: Piece) -> Piece:
    return Piece((*one.citations, *other.citations), one.at_ms, around(one.span, other.span))


def _spans_of(
    wanted: Wanted, asked: Sequence[Span], media: Media, desk: Desk, tools: Tools
) -> dict[Citation, Span]:
    """The span to cut for each citation; kept in the cache, so that a rerun decodes nothing."""
    cited = [citation for citation, _ in wanted]
    settings = tools.settings
    if settings.clip.edges == "asked":
        return dict(zip(cited, asked, strict=True))
    made_from = (
        [media.digest, *((span.start_ms, span.end_ms) for span in asked)],
        [reading.at_ms for _, reading in wanted],
        [_evidence(desk.findings.get(citation)) for citation in cited],
        [dataclasses.asdict(segment) for segment in desk.said.get(media.source.id, ())],
        [dataclasses.asdict(part) for part in (settings.clip, settings.verify)],
    )
    memory = tools.store.path("edges", f"{files.key(*made_from, MADE_BY)}.json")
    spans = _known(tools.store.read(memory), len(wanted))
    if spans is None:
        spans = list(_moved(wanted, asked, media, desk, tools))
        tools.store.write(memory, [[span.start_ms, span.end_ms] for span in spans])
    return dict(zip(cited, spans, strict=True))


def _moved(
    wanted: Wanted, asked: Sequence[Span], media: Media, desk: Desk, tools: Tools
) -> Iterator[Span]:
    said = desk.said.get(media.source.id, ())
    with OpenMedia(media, is_heard=True) as recording:
        for (citation, reading), span in zip(wanted, asked, strict=True):
            near = tuple(segment for segment in said if segment.span.overlaps(_near(span)))
            tolerance = _tolerance(reading.at_ms, tools)
            held = sentence_of(desk.findings.get(citation), reading.at_ms, near, tolerance)
            pauses = tuple(_pauses(recording, around(span, held)))
            facts = Facts(reading.at_ms, media.duration_ms, near, held, pauses)
            yield moved(span, facts, tools.settings.clip)


def _near(span: Span) -> Span:
    """What an edge may reach, and a sentence that it meets there."""
    return Span(max(0, span.start_ms - 2 * REACH_MS), span.end_ms + 2 * REACH_MS)


def _tolerance(at_ms: int, tools: Tools) -> Span:
    verify = tools.settings.verify
    before_ms, after_ms = verify.tolerance_before_s * 1000, verify.tolerance_after_s * 1000
    return Span(max(0, round(at_ms - before_ms)), round(at_ms + after_ms) + 1)


def _pauses(recording: OpenMedia, span: Span) -> Iterator[Span]:
    """Silent stretches near both edges of a span; none where the sound cannot be decoded."""
    if recording.media.audio_codec is None:
        return
    before = Span(max(0, span.start_ms - REACH_MS), span.start_ms + INWARD_MS)
    after = Span(max(0, span.end_ms - INWARD_MS), span.end_ms + REACH_MS)
    try:
        for part in union([before, after]):
            for first, last in silences(pcm.samples(recording, part)):
                start_ms = part.start_ms + first * 1000 // RATE
                yield Span(start_ms, start_ms + (last - first) * 1000 // RATE)
    except MediaError as err:
        _log.info("edges stay without pauses: %s", err)


def _evidence(finding: Finding | None) -> tuple[object, ...] | None:
    return None if finding is None else (finding.verdict, finding.found_ms, finding.heard)


def _known(entry: object, count: int) -> list[Span] | None:
    """The spans of an earlier run."""
    if not isinstance(entry, list) or len(entry) != count:
        return None
    spans: list[Span] = []
    for pair in entry:
        match pair:
            case [int(start_ms), int(end_ms)]:
                spans.append(Span(start_ms, end_ms))
            case _:
                return None
    return spans
