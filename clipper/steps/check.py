"""Hear the cited windows of a source and judge its citations, widening where they fail."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

from clipper.config import Settings
from clipper.events import Event, Listening
from clipper.media import pcm
from clipper.model import Citation, Finding, Media, Reading, Reason, Span, Verdict, union
from clipper.notes.lint import possible_readings
from clipper.notes.readings import End
from clipper.speech import given
from clipper.speech.listen import Ear
from clipper.steps.tools import Job, Tools, window
from clipper.verify.evidence import index
from clipper.verify.judge import judge, unchecked
from clipper.verify.language import looks_english

_SURE = 0.9  # of a place near by: no need to hear the whole recording


def judge_given(job: Job, transcripts: Path, tools: Tools) -> tuple[Finding, ...]:
    """Findings from a transcript that the user gave; nothing is fetched or heard."""
    path = given.find_transcript(transcripts, job.source_id)
    if path is None:
        detail = f"no transcript of '{job.source_id}' in '{transcripts}'"
        return tuple(unchecked(c, Reason.NO_SOURCE, detail) for c in job.citations)
    transcript = given.read_transcript(path)
    is_english = looks_english(segment.text for segment in transcript.segments)
    findings = _in_another_language(job.citations, is_english=is_english)
    recording, duration_ms = index(transcript), transcript.heard[-1].end_ms
    if (told := tools.lengths(job.source_id)) is not None:
        duration_ms = max(duration_ms, told.at_ms)  # silence at the end has no words
    readings = possible_readings(job.citations, End(duration_ms))
    for citation in job.citations:
        if citation not in findings:
            findings[citation] = judge(
                citation,
                recording,
                readings=readings[citation],
                duration_ms=duration_ms,
                settings=tools.settings.verify,
            )
    return tuple(findings[citation] for citation in job.citations)


def listen_and_judge(
    job: Job, media: Media, tools: Tools
) -> Generator[Event, None, tuple[Finding, ...]]:
    """Findings in the order of the job: hears the cited windows, and more where these fail."""
    if media.audio_codec is None:
        detail = f"'{media.path.name}' has no sound"
        return tuple(unchecked(c, Reason.NO_AUDIO, detail) for c in job.citations)
    with tools.store.locked(media.digest):
        ear = _ear(media, tools).with_language()
        findings = _in_another_language(job.citations, is_english=ear.language == "en")
        possible = possible_readings(job.citations, End(media.duration_ms))
        readings = {c: found for c, found in possible.items() if c not in findings}
        for spans in _widening(readings, findings, media.duration_ms, tools.settings):
            for heard in ear.listen(spans):
                yield Listening(job.source_id, heard.done_ms, heard.total_ms)
            recording = index(ear.known(spans))
            for citation, found in readings.items():
                if citation not in findings or _wants_more(findings[citation]):
                    findings[citation] = judge(
                        citation,
                        recording,
                        readings=found,
                        duration_ms=media.duration_ms,
                        settings=tools.settings.verify,
                    )
    return tuple(findings[citation] for citation in job.citations)


def _ear(media: Media, tools: Tools) -> Ear:
    return Ear(
        hearer=tools.hearer,
        store=tools.store,
        digest=media.digest,
        duration_ms=media.duration_ms,
        samples=lambda span: pcm.samples(_decoded(media, tools), span),
        language=tools.settings.speech.language,
    )


def _decoded(media: Media, tools: Tools) -> Path:
    """The recording's sound as raw samples, for the length of this run."""
    raw = tools.scratch / f"{media.digest}.s16le"
    if not raw.exists():
        pcm.decode(media.path, raw, ffmpeg=tools.ffmpeg)
    return raw


def _widening(
    readings: Mapping[Citation, Sequence[Reading]],
    findings: Mapping[Citation, Finding],
    duration_ms: int,
    settings: Settings,
) -> Iterator[tuple[Span, ...]]:
    """What to hear: the windows; then near them; then all. Ends when every claim is settled."""
    windows = union(
        window(reading, settings, duration_ms=duration_ms)
        for found in readings.values()
        for reading in found
    )
    yield windows
    unsettled = [citation for citation in readings if _wants_more(findings[citation])]
    if not unsettled or settings.verify.search == "none":
        return
    near_ms = round(settings.verify.near_s * 1000)
    yield union(
        [
            *windows,
            *(
                Span(max(0, reading.at_ms - near_ms), min(duration_ms, reading.at_ms + near_ms))
                for citation in unsettled
                for reading in readings[citation]
            ),
        ]
    )
    if settings.verify.search == "source" and any(_wants_more(findings[c]) for c in unsettled):
        yield (Span(0, duration_ms),)


def _wants_more(finding: Finding) -> bool:
    """Whether hearing more of the recording could change the verdict."""
    match finding.verdict:
        case Verdict.SUPPORTED | Verdict.CONTRADICTED:
            return False
        case Verdict.MISPLACED:
            return max((c.confidence for c in finding.candidates), default=0) < _SURE
        case _:
            return finding.reason not in (Reason.NO_CLAIM, Reason.LANGUAGE)


def _in_another_language(
    citations: Sequence[Citation], *, is_english: bool | None
) -> dict[Citation, Finding]:
    """Findings for English notes on other speech and the other way, where both can be told."""
    by_note: dict[str, list[Citation]] = {}
    for citation in citations:
        by_note.setdefault(citation.note, []).append(citation)
    findings: dict[Citation, Finding] = {}
    for cited in by_note.values():
        written = looks_english(citation.claim for citation in cited)
        if None not in (is_english, written) and is_english is not written:
            detail = f"the speech is {'' if is_english else 'not '}English, the note is otherwise"
            findings |= {c: unchecked(c, Reason.LANGUAGE, detail) for c in cited}
    return findings
