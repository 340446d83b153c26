"""The verdict on one citation, from what was heard so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clipper.config import VerifySettings
from clipper.model import Candidate, Citation, Finding, Reading, Reason, Span, Verdict
from clipper.times import clock
from clipper.verify.contradiction import contradiction
from clipper.verify.evidence import Claim, Recording, Sentence, claim_in, evidence
from clipper.verify.locate import best_places, evidence_in, evidence_start_ms
from clipper.verify.probability import Model, probability

# The stretch in which a note's claim is looked for: notes cite the start of the talk,
# so the evidence mostly follows the stamp.
_BEFORE_MS, _AFTER_MS = 8_000, 22_000
_NOTHING_CHANGED = 0.1  # of the claims called contradicted: 3 of 30 on the development notes
_SETTLED = (Verdict.SUPPORTED, Verdict.CONTRADICTED)
_WHOLE = 0.9  # of the recording heard: from here on "elsewhere" means the whole of it


@dataclass(frozen=True, slots=True)
class _Place:
    """A window with the sentences that speak for the claim there, and where these begin to."""

    window: Span
    confidence: float
    sentences: tuple[Sentence, ...]
    at_ms: int

    @property
    def heard(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def judge(
    citation: Citation,
    recording: Recording,
    *,
    readings: Sequence[Reading],
    duration_ms: int,
    settings: VerifySettings,
) -> Finding:
    """The verdict as far as `recording` was heard, by the first of `readings` that it bears out.

    These lie before the end, the likeliest comes first; without any the stamp says no moment.
    Anything but `supported` is worth another look when more has been heard.
    """
    claim = claim_in(citation.claim, recording)
    if not claim.tokens:
        return unchecked(citation, Reason.NO_CLAIM, "no claim stands at this stamp")
    is_whole = sum(span.length_ms for span in recording.heard) >= _WHOLE * duration_ms
    places = tuple(_places(claim, settings))
    finding = _at_stamp(citation, claim, readings, settings, is_whole=is_whole)
    if finding is None:
        finding = _without_moment(citation, duration_ms)
    if finding.verdict in _SETTLED:
        return replace(finding, detail=finding.detail or _read_as(finding, duration_ms))
    return _elsewhere(finding, places, claim, settings)


def unchecked(citation: Citation, reason: Reason, detail: str) -> Finding:
    """A citation that could not be judged, and why."""
    return Finding(citation, Verdict.UNCHECKED, reason=reason, detail=detail)


def window_of(at_ms: int) -> Span:
    """Where the evidence for a claim cited at `at_ms` is looked for."""
    return Span(max(0, at_ms - _BEFORE_MS), at_ms + _AFTER_MS)


def _at_stamp(
    citation: Citation,
    claim: Claim,
    readings: Sequence[Reading],
    settings: VerifySettings,
    *,
    is_whole: bool,
) -> Finding | None:
    """The verdict from the cited windows alone; None where the stamp says no time for sure.

    A reading that is not the literal one counts only when the speech bears it out.
    """
    found = [_read(citation, reading, claim, settings, is_whole=is_whole) for reading in readings]
    likeliest = [f for f in found[:1] if f.verdict in _SETTLED]
    supported = [f for f in found if f.verdict is Verdict.SUPPORTED]
    literal = [f for f in found if f.reading == citation.readings[0]]
    return next(iter([*likeliest, *supported, *literal]), None)


def _without_moment(citation: Citation, duration_ms: int) -> Finding:
    if not citation.readings:
        detail = f"'{citation.stamp}' is not a time of a recording"
        return unchecked(citation, Reason.UNREADABLE_TIME, detail)
    detail = f"'{citation.stamp}' is past the end: the recording is {clock(duration_ms)} long"
    return unchecked(citation, Reason.PAST_END, detail)


def _read(
    citation: Citation, reading: Reading, claim: Claim, settings: VerifySettings, *, is_whole: bool
) -> Finding:
    """The verdict from the window of one reading."""
    window = window_of(reading.at_ms)
    if not claim.recording.sentences_in(window):
        return Finding(
            citation,
            Verdict.UNCHECKED,
            reason=Reason.NO_SPEECH,
            reading=reading,
            detail="no speech was heard at the stamp",
        )
    confidence = _confidence(claim, window, "here" if is_whole else "windows")
    place = _place(claim, window, confidence, expected=_expected(reading.at_ms, settings))
    difference = contradiction(claim, window, place.sentences)
    is_near = _is_expected(place.at_ms, reading, settings)
    verdict = Verdict.NOT_FOUND
    if difference and confidence >= settings.elsewhere:
        verdict, confidence = Verdict.CONTRADICTED, confidence * _NOTHING_CHANGED
    elif confidence >= settings.supported and is_near:
        verdict = Verdict.SUPPORTED
    return Finding(
        citation,
        verdict,
        reason="differs" if verdict is Verdict.CONTRADICTED else None,
        confidence=confidence,
        reading=reading,
        found_ms=None if verdict is Verdict.NOT_FOUND else place.at_ms,
        heard=place.heard,
        detail=difference,
    )


def _confidence(claim: Claim, window: Span, model: Model) -> float:
    is_short = claim.recording.is_short
    return probability(evidence(claim, window), "alone" if is_short else model)


def _read_as(finding: Finding, duration_ms: int) -> str:
    """Which reading won, where it is not the literal one."""
    literal, reading = finding.citation.readings[0], finding.reading
    if reading is None or reading == literal:
        return ""
    is_past = literal.at_ms >= duration_ms
    why = f"'{finding.citation.stamp}' is {'past the end' if is_past else 'not said then'}"
    return f"{why}; read as {reading.name} it is {clock(reading.at_ms)}"


def _expected(at_ms: int, settings: VerifySettings) -> Span:
    """Where the evidence for a right citation begins."""
    before_ms = round(settings.tolerance_before_s * 1000)
    return Span(at_ms - before_ms, at_ms + round(settings.tolerance_after_s * 1000))


def _is_expected(at_ms: int, reading: Reading, settings: VerifySettings) -> bool:
    expected = _expected(reading.at_ms, settings)
    return expected.start_ms <= at_ms <= expected.end_ms


def _places(claim: Claim, settings: VerifySettings) -> Iterator[_Place]:
    """Where it is said best, best first."""
    for window in best_places(claim, count=settings.candidates):
        place = _place(claim, window, _confidence(claim, window, "anywhere"))
        if place.sentences:
            yield place


def _place(
    claim: Claim, window: Span, confidence: float, *, expected: Span | None = None
) -> _Place:
    sentences = evidence_in(claim, window, expected=expected)
    at_ms = evidence_start_ms(claim, sentences) if sentences else window.start_ms
    return _Place(window, confidence, sentences, at_ms)


def _elsewhere(
    finding: Finding, places: Iterable[_Place], claim: Claim, settings: VerifySettings
) -> Finding:
    """The finding with other places in view: said there, or nowhere that was heard."""
    good = [place for place in places if place.confidence >= settings.elsewhere]
    candidates = tuple(Candidate(p.at_ms, round(p.confidence, 3), p.heard) for p in good)
    reading = finding.reading or finding.citation.reading
    if not good or reading is None:
        return replace(finding, candidates=candidates)
    best = good[0]
    difference = contradiction(claim, best.window, best.sentences)
    if difference:
        return replace(
            finding,
            verdict=Verdict.CONTRADICTED,
            reason="differs",
            found_ms=best.at_ms,
            heard=best.heard,
            candidates=candidates,
            detail=difference,
        )
    near = [p for p in good if _is_expected(p.at_ms, reading, settings)]
    place = near[0] if near else best
    return replace(
        finding,
        verdict=Verdict.SUPPORTED if near else Verdict.MISPLACED,
        reason=None,
        found_ms=place.at_ms,
        heard=place.heard,
        candidates=candidates,
        detail="",
    )
