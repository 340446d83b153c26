"""Hear the cited windows of a source and judge its citations, widening where they fail."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Mapping, Sequence
from functools import partial
from pathlib import Path

from clipper.config import Settings
from clipper.events import Event
from clipper.media import pcm
from clipper.media.opened import OpenMedia
from clipper.model import Citation, Finding, Media, Reading, Reason, Span, Verdict, subtract, union
from clipper.notes.lint import possible_readings
from clipper.notes.readings import End
from clipper.sources.captions import captions_beside
from clipper.speech import given
from clipper.speech.listen import Ear
from clipper.speech.trust import Doubt, Trust, trusted
from clipper.steps.hearing import Hearing
from clipper.steps.meaning import indexed, learn_claims
from clipper.steps.opinions import revised
from clipper.steps.remembered import Kept, memory_of, recall, remember
from clipper.steps.tools import Job, Listened, Tools
from clipper.steps.widening import Search, widening
from clipper.verify.judge import judge, unchecked, window_of
from clipper.verify.language import looks_english, name_of
from clipper.verify.recording import Recording


def judge_given(job: Job, transcripts: Path, tools: Tools) -> tuple[Finding, ...]:
    """Findings from a transcript that the user gave; nothing is fetched or heard."""
    path = given.find_transcript(transcripts, job.source_id)
    if path is None:
        detail = f"no transcript of '{job.source_id}' in '{transcripts}'"
        return tuple(unchecked(c, Reason.NO_SOURCE, detail) for c in job.citations)
    transcript = given.read_transcript(path)
    is_english = looks_english(segment.text for segment in transcript.segments)
    findings = _in_another_language(job.citations, is_english=is_english)
    trust, duration_ms = trusted(transcript), transcript.heard[-1].end_ms
    recording = indexed(trust.transcript, tools.meanings)
    if (told := tools.lengths(job.source_id)) is not None:
        duration_ms = max(duration_ms, told.at_ms)  # silence at the end has no words
    readings = possible_readings(job.citations, End(duration_ms))
    learn_claims(job.citations, tools.meanings)
    rest = {c: found for c, found in readings.items() if c not in findings}
    findings |= _verdicts(rest, recording, duration_ms, tools.settings)
    judged = [_believed(findings[citation], trust) for citation in job.citations]
    return tuple(_believed(finding, trust) for finding in revised(judged, recording, tools))


def listen_and_judge(
    job: Job, media: Media, tools: Tools
) -> Generator[Event, None, tuple[Finding, ...]]:
    """Findings in the order of the job: hears the cited windows, and more where these fail."""
    if media.audio_codec is None:
        detail = f"'{media.path.name}' has no sound"
        return tuple(unchecked(c, Reason.NO_AUDIO, detail) for c in job.citations)
    memory = memory_of(job, media, tools)
    known = recall(memory, job.citations, tools) if memory else None
    if known is None:
        found = yield from _found(job, media, tools)
        known = Kept(found, tools.listened.get(job.source_id, Listened()))
        if memory:
            remember(memory, known, tools)
    tools.listened[job.source_id] = known.listened
    return known.findings


def _found(job: Job, media: Media, tools: Tools) -> Generator[Event, None, tuple[Finding, ...]]:
    with tools.store.locked(media.digest), OpenMedia(media, is_heard=True) as recording:
        ear = ear_for(recording, tools).with_language()
        findings = _in_another_language(job.citations, is_english=ear.language == "en")
        if findings and ear.language != "en" and ear.hearer.translates:
            # The plain way: to translate takes more than a quarter of a minute of context.
            english = dataclasses.replace(ear.careful(), translate=True)
            foreign = tuple(findings)
            for finding in (yield from _heard(foreign, english, media, tools)):
                findings[finding.citation] = _translated(finding, ear.language)
        rest = tuple(citation for citation in job.citations if citation not in findings)
        for finding in (yield from _heard(rest, ear, media, tools)) if rest else ():
            findings[finding.citation] = finding
    return tuple(findings[citation] for citation in job.citations)


def _heard(
    citations: Sequence[Citation], ear: Ear, media: Media, tools: Tools
) -> Generator[Event, None, tuple[Finding, ...]]:
    """Findings in the order of the citations, which are of notes in the words of this ear."""
    readings = possible_readings(citations, End(media.duration_ms))
    learn_claims(citations, tools.meanings)
    captions = _captions(media, ear.written, tools.settings)
    search = Search(readings, {}, ear, tools.settings, captions)
    hearing = Hearing(ear, media.source.id)
    for spans in widening(search):
        yield from hearing.listen(spans)
        recording, trust = yield from _judged_twice(search.unsettled, hearing, search, tools)
    if search.may_hold_rivals(hearing.spans):
        recording, trust = yield from _judged_twice(search.settled, hearing, search, tools)
    _note(hearing, tools)
    judged = [search.findings[citation] for citation in citations]
    return tuple(_believed(finding, trust) for finding in revised(judged, recording, tools))


def _note(hearing: Hearing, tools: Tools) -> None:
    """Where it was heard is known from now on; of one source some claims may need English."""
    noted = tools.listened.get(hearing.source, Listened())
    if hearing.ear.translate:
        noted = dataclasses.replace(noted, translated=union([*hearing.spans, *hearing.again]))
    else:
        noted = dataclasses.replace(noted, spans=hearing.spans, again=hearing.again)
    tools.listened[hearing.source] = noted


def _judged_twice(
    citations: Sequence[Citation], hearing: Hearing, search: Search, tools: Tools
) -> Generator[Event, None, tuple[Recording, Trust]]:
    """Judge the claims by what was heard, and those that fail by what is heard the plain way."""
    recording, trust = _judged(citations, hearing, search, tools)
    while new := subtract(search.doubted, hearing.again):
        yield from hearing.listen_again(new)
        failed = [c for c in citations if search.findings[c].verdict is not Verdict.SUPPORTED]
        recording, trust = _judged(failed, hearing, search, tools)
    return recording, trust


def _judged(
    citations: Sequence[Citation], hearing: Hearing, search: Search, tools: Tools
) -> tuple[Recording, Trust]:
    trust = trusted(hearing.words, is_translated=search.ear.translate)
    recording = indexed(trust.transcript, tools.meanings)
    readings = {citation: search.readings[citation] for citation in citations}
    found = _verdicts(readings, recording, search.ear.duration_ms, tools.settings)
    search.findings.update({c: _believed(finding, trust) for c, finding in found.items()})
    return recording, trust


def _verdicts(
    readings: Mapping[Citation, Sequence[Reading]],
    recording: Recording,
    duration_ms: int,
    settings: Settings,
) -> dict[Citation, Finding]:
    return {
        citation: judge(
            citation,
            recording,
            readings=possible,
            duration_ms=duration_ms,
            settings=settings.verify,
        )
        for citation, possible in readings.items()
    }


def _believed(finding: Finding, trust: Trust) -> Finding:
    """The finding, unless it rests on words at the stamp that cannot be trusted.

    That a claim is said elsewhere rests on other words.
    """
    if finding.reading is None or finding.verdict is Verdict.MISPLACED:
        return finding
    window = window_of(finding.reading.at_ms)
    if finding.verdict is Verdict.NOT_FOUND:  # what ended before the stamp shows nothing
        window = Span(finding.reading.at_ms, window.end_ms)
    doubt = trust.doubt_in(window)
    if doubt is None:
        return finding
    reason = Reason.LANGUAGE if doubt is Doubt.LANGUAGE else Reason.NO_SPEECH
    silent = unchecked(finding.citation, reason, f"{doubt} at the stamp")
    return dataclasses.replace(silent, reading=finding.reading, candidates=finding.candidates)


def _translated(finding: Finding, language: str) -> Finding:
    how = f"heard in {name_of(language)}, translated by Whisper"
    detail = f"{finding.detail}; {how}" if finding.detail else how
    return dataclasses.replace(finding, detail=detail)


def ear_for(recording: OpenMedia, tools: Tools) -> Ear:
    """A listener to this recording, as the settings want it."""
    return Ear(
        hearer=tools.hearer,
        store=tools.store,
        digest=recording.media.digest,
        duration_ms=recording.media.duration_ms,
        samples=partial(pcm.samples, recording),
        language=tools.settings.speech.language,
    )


def _captions(media: Media, language: str, settings: Settings) -> tuple[Path, ...]:
    if settings.source.captions == "off":
        return ()
    return captions_beside(media.path, language=language)


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
