"""The verdict on one citation, from what was heard so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clipper.config import VerifySettings
from clipper.model import Candidate, Citation, Finding, Reading, Reason, Span, Verdict
from clipper.times import clock
from clipper.verify.claim import claim_in
from clipper.verify.contradiction import compare, contradiction, remark
from clipper.verify.evidence import Evidence
from clipper.verify.locate import Stretch, best_places, best_stretch
from clipper.verify.probability import Model, choice
from clipper.verify.recording import Recording

# The stretch in which a note's claim is looked for: notes cite the start of the talk,
# so the evidence mostly follows the stamp.
_BEFORE_MS, _AFTER_MS = 8_000, 22_000
_NOTHING_CHANGED = 0.1  # of the claims called contradicted, if half of such claims are changed
_BESIDE_MS = 60_000  # how far around the stamp another stretch may be the one that was meant
# By how much a rival must rank higher, in log odds: loses 2 to 3 % of right stamps, and tells
# about half of those that are 30 s off.
_CLEARLY = 2.5
_ALL_THE_SAME = 0.2  # of the stamps with such a rival are right
_SURE = 0.95  # of a place of the stamp's, though another one is better: said at both
_EDGE_MS = 5_000  # a stretch may begin a little before the window that it is the best of
_SETTLED = (Verdict.SUPPORTED, Verdict.CONTRADICTED)
_WHOLE = 0.9  # of the recording heard: from here on "elsewhere" means the whole of it


@dataclass(frozen=True, slots=True)
class _Place:
    """A window of the recording, how likely it says the claim, and what in it does."""

    confidence: float
    said: Stretch


@dataclass(frozen=True, slots=True)
class _Case:
    """A citation with the evidence, and the places where it may be said, best first."""

    citation: Citation
    evidence: Evidence
    places: tuple[_Place, ...]
    model: Model
    settings: VerifySettings


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
    Worth another look when more has been heard: a better place may have been.
    """
    claim = claim_in(citation.claim, recording)
    evidence = Evidence(claim)
    if not claim.tokens:
        return unchecked(citation, Reason.NO_CLAIM, "no claim stands at this stamp")
    is_whole = sum(span.length_ms for span in recording.heard) >= _WHOLE * duration_ms
    places = tuple(_places(evidence, settings))
    case = _Case(citation, evidence, places, "here" if is_whole else "windows", settings)
    finding = _at_stamp(case, readings)
    if finding is None:
        finding = _without_moment(citation, duration_ms)
    if finding.verdict in _SETTLED:
        details = (_read_as(finding, duration_ms), finding.detail)
        finding = replace(finding, detail="; ".join(filter(None, details)))
    elif finding.verdict is Verdict.UNCHECKED:
        finding = _without_stamp(finding, case)
    return replace(finding, candidates=_candidates(finding, case))


def unchecked(citation: Citation, reason: Reason, detail: str) -> Finding:
    """A citation that could not be judged, and why."""
    return Finding(citation, Verdict.UNCHECKED, reason=reason, detail=detail)


def window_of(at_ms: int) -> Span:
    """Where the evidence for a claim cited at `at_ms` is looked for."""
    return Span(max(0, at_ms - _BEFORE_MS), at_ms + _AFTER_MS)


def _at_stamp(case: _Case, readings: Sequence[Reading]) -> Finding | None:
    """The verdict from the speech at the stamp; None where that says no time for sure.

    A reading that is not the literal one counts only when the speech bears it out.
    """
    found = [_read(case, reading) for reading in readings]
    likeliest = [f for f in found[:1] if f.verdict in _SETTLED]
    supported = [f for f in found if f.verdict is Verdict.SUPPORTED]
    literal = [f for f in found if f.reading == case.citation.readings[0]]
    return next(iter([*likeliest, *supported, *literal]), None)


def _without_moment(citation: Citation, duration_ms: int) -> Finding:
    if not citation.readings:
        detail = f"'{citation.stamp}' is not a time of a recording"
        return unchecked(citation, Reason.UNREADABLE_TIME, detail)
    detail = f"'{citation.stamp}' is past the end: the recording is {clock(duration_ms)} long"
    return unchecked(citation, Reason.PAST_END, detail)


def _read(case: _Case, reading: Reading) -> Finding:
    """The verdict from the speech around one reading."""
    window, expected = window_of(reading.at_ms), _expected(reading.at_ms, case.settings)
    said = best_stretch(case.evidence, [expected])
    if said is None or not case.evidence.claim.recording.sentences_in(window):
        detail = "no speech was heard at the stamp"
        return replace(unchecked(case.citation, Reason.NO_SPEECH, detail), reading=reading)
    likely = _confidence(case.evidence, window, case.model)
    places = [place.confidence for place in case.places]
    here, elsewhere, nowhere = choice(likely, places, case.evidence.fitted)
    found = Finding(
        case.citation,
        Verdict.NOT_FOUND,
        confidence=likely,
        reading=reading,
        heard=said.heard,
    )
    if here >= case.settings.supported:
        rival = _rival(case, expected, likely)
        if rival is not None and rival.rank - said.rank > _CLEARLY:
            return _outranked(found, rival, case)
        return _said(found, said, window, case)
    if elsewhere >= case.settings.elsewhere * (elsewhere + nowhere):
        return _at_best_place(found, expected, case)
    return found


def _rival(case: _Case, expected: Span, likely: float) -> Stretch | None:
    """What says the claim best outside `expected`: beside it, or at a likelier place."""
    beside = best_stretch(case.evidence, _beside(expected))
    away = [
        p.said for p in case.places if p.confidence > likely and not expected.holds(p.said.at_ms)
    ]
    return max([*([beside] if beside else []), *away], key=lambda s: s.rank, default=None)


def _outranked(finding: Finding, rival: Stretch, case: _Case) -> Finding:
    """Said at the rival's place: at the stamp stand words that are only like the claim's."""
    likely = finding.confidence or 0.0
    place = Candidate(rival.at_ms, round(likely, 3), rival.heard)
    found = replace(finding, confidence=likely * _ALL_THE_SAME, candidates=(place,))
    return _said_elsewhere(found, rival, case)


def _at_best_place(finding: Finding, expected: Span, case: _Case) -> Finding:
    """Said where the recording says it best, unless the stamp's own place surely says it too."""
    if not case.places:
        return finding
    best = case.places[0]
    for place in case.places:
        is_sure = place is best or place.confidence >= _SURE
        if is_sure and expected.holds(place.said.at_ms):
            return _said(finding, place.said, window_of(place.said.at_ms), case)
    return _said_elsewhere(finding, best.said, case)


def _said_elsewhere(finding: Finding, said: Stretch, case: _Case) -> Finding:
    """Misplaced, unless the speech at that place says otherwise."""
    found = _said(finding, said, window_of(said.at_ms), case)
    if found.verdict is Verdict.CONTRADICTED:
        return found
    return replace(found, verdict=Verdict.MISPLACED, detail="")


def _said(finding: Finding, said: Stretch, window: Span, case: _Case) -> Finding:
    """Supported, unless the speech at that place says otherwise."""
    compared = compare(case.evidence.claim, window, said.sentences)
    found = replace(finding, reason=None, found_ms=said.at_ms, heard=said.heard)
    if difference := contradiction(compared):
        return replace(
            found,
            verdict=Verdict.CONTRADICTED,
            reason="differs",
            confidence=(finding.confidence or 0.0) * _NOTHING_CHANGED,
            detail=difference,
        )
    return replace(found, verdict=Verdict.SUPPORTED, detail=remark(compared))


def _read_as(finding: Finding, duration_ms: int) -> str:
    """Which reading won, where it is not the literal one."""
    literal, reading = finding.citation.readings[0], finding.reading
    if reading is None or reading == literal:
        return ""
    is_past = literal.at_ms >= duration_ms
    why = f"'{finding.citation.stamp}' is {'past the end' if is_past else 'not said then'}"
    return f"{why}; read as {reading.name} it is {clock(reading.at_ms)}"


def _confidence(evidence: Evidence, window: Span, model: Model) -> float:
    is_short = evidence.claim.recording.is_short
    return evidence.probability(window, "alone" if is_short else model)


def _expected(at_ms: int, settings: VerifySettings) -> Span:
    """Where the evidence for a right citation begins."""
    before_ms = round(settings.tolerance_before_s * 1000)
    after_ms = round(settings.tolerance_after_s * 1000)
    return Span(max(0, at_ms - before_ms), at_ms + after_ms + 1)


def _beside(expected: Span) -> tuple[Span, Span]:
    before = Span(max(0, expected.start_ms - _BESIDE_MS), expected.start_ms)
    return before, Span(expected.end_ms, expected.end_ms + _BESIDE_MS)


def _places(evidence: Evidence, settings: VerifySettings) -> Iterator[_Place]:
    """Where it is said best, best first."""
    for window in best_places(evidence, count=settings.candidates):
        starts = Span(max(0, window.start_ms - _EDGE_MS), window.end_ms - _EDGE_MS)
        said = best_stretch(evidence, [starts])
        if said is not None:
            yield _Place(_confidence(evidence, window, "anywhere"), said)


def _without_stamp(finding: Finding, case: _Case) -> Finding:
    """What the best place says, where the stamp itself tells nothing."""
    reading = finding.reading or finding.citation.reading
    if reading is None or not case.places or case.places[0].confidence < case.settings.elsewhere:
        return finding
    return _at_best_place(finding, _expected(reading.at_ms, case.settings), case)


def _candidates(finding: Finding, case: _Case) -> tuple[Candidate, ...]:
    """Where it may be said: the place that was found elsewhere, then the other likely ones."""
    likely = (
        Candidate(place.said.at_ms, round(place.confidence, 3), place.said.heard)
        for place in case.places
        if place.confidence >= case.settings.elsewhere or place.said.at_ms == finding.found_ms
    )
    return tuple({each.at_ms: each for each in (*finding.candidates, *likely)}.values())
