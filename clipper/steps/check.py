"""Hear the cited windows of a source and judge its citations, widening where they fail."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from clipper.config import Settings
from clipper.events import Event, Listening
from clipper.media import pcm
from clipper.model import Citation, Finding, Media, Reason, Span, Transcript, Verdict, union
from clipper.speech import given
from clipper.speech.listen import Ear
from clipper.steps.tools import Job, Tools, window
from clipper.verify.evidence import index
from clipper.verify.judge import judge, readings_within, unchecked
from clipper.verify.language import looks_english

_SURE = 0.9  # of a place near by: no need to hear the whole recording


def judge_given(job: Job, transcripts: Path, tools: Tools) -> tuple[Finding, ...]:
    """Findings from a transcript that the user gave; nothing is fetched or heard."""
    path = given.find_transcript(transcripts, job.source_id)
    if path is None:
        detail = f"no transcript of '{job.source_id}' in '{transcripts}'"
        return tuple(unchecked(c, Reason.NO_SOURCE, detail) for c in job.citations)
    transcript = given.read_transcript(path)
    return _judge_all(job.citations, transcript, transcript.heard[-1].end_ms, tools)


def listen_and_judge(
    job: Job, media: Media, tools: Tools
) -> Generator[Event, None, tuple[Finding, ...]]:
    """Findings in the order of the job: hears the cited windows, and more where these fail."""
    if media.audio_codec is None:
        detail = f"'{media.path.name}' has no sound"
        return tuple(unchecked(c, Reason.NO_AUDIO, detail) for c in job.citations)
    with tools.store.locked(media.digest):
        ear = _ear(media, tools).with_language()
        findings: dict[Citation, Finding] = {}
        for spans in _widening(job, media, findings, tools.settings):
            for heard in ear.listen(spans):
                yield Listening(job.source_id, heard.done_ms, heard.total_ms)
            open_ones = [c for c in job.citations if not _is_settled(findings.get(c))]
            transcript = ear.known(spans)
            judged = _judge_all(open_ones, transcript, media.duration_ms, tools)
            findings |= dict(zip(open_ones, judged, strict=True))
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
    job: Job, media: Media, findings: dict[Citation, Finding], settings: Settings
) -> Iterator[tuple[Span, ...]]:
    """What to hear: the windows; then near them; then all. Ends when every claim is settled."""
    spans = union(
        window(reading, settings, duration_ms=media.duration_ms)
        for citation in job.citations
        for reading in readings_within(citation, media.duration_ms)
    )
    yield spans
    unsettled = [c for c in job.citations if _wants_more(findings[c])]
    if not unsettled or settings.verify.search == "none":
        return
    near_ms = round(settings.verify.near_s * 1000)
    yield union(
        (
            *spans,
            *(
                Span(max(0, r.at_ms - near_ms), min(media.duration_ms, r.at_ms + near_ms))
                for c in unsettled
                for r in readings_within(c, media.duration_ms)
            ),
        )
    )
    if settings.verify.search == "source" and any(_wants_more(findings[c]) for c in unsettled):
        yield (Span(0, media.duration_ms),)


def _is_settled(finding: Finding | None) -> bool:
    return finding is not None and not _wants_more(finding)


def _wants_more(finding: Finding) -> bool:
    """Whether hearing more of the recording could change the verdict."""
    match finding.verdict:
        case Verdict.SUPPORTED | Verdict.CONTRADICTED:
            return False
        case Verdict.MISPLACED:
            return max((c.confidence for c in finding.candidates), default=0) < _SURE
        case _:
            return finding.reason not in (Reason.NO_CLAIM, Reason.LANGUAGE)


def _judge_all(
    citations: Sequence[Citation], transcript: Transcript, duration_ms: int, tools: Tools
) -> tuple[Finding, ...]:
    recording = index(transcript)
    spoken = _speaks_english(transcript)
    written = {
        note: looks_english(c.claim for c in citations if c.note == note)
        for note in {c.note for c in citations}
    }

    def verdict(citation: Citation) -> Finding:
        if None not in (spoken, written[citation.note]) and spoken != written[citation.note]:
            language = transcript.language or "another language"
            detail = f"the speech is in '{language}', the note is not"
            return unchecked(citation, Reason.LANGUAGE, detail)
        settings = tools.settings.verify
        return judge(citation, recording, duration_ms=duration_ms, settings=settings)

    return tuple(map(verdict, citations))


def _speaks_english(transcript: Transcript) -> bool | None:
    if transcript.language:
        return transcript.language == "en"
    return looks_english(segment.text for segment in transcript.segments)
