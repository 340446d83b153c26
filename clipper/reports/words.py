"""What the text report and the page say alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from clipper.events import Chosen, is_misread
from clipper.model import Diagnosis, Finding, Kind, Verdict
from clipper.times import clock, offset

_LABELS = {
    Verdict.SUPPORTED: "supported",
    Verdict.MISPLACED: "misplaced",
    Verdict.CONTRADICTED: "contradicted",
    Verdict.NOT_FOUND: "not found",
    Verdict.UNCHECKED: "unchecked",
}
_RIGHT_MS = 10_000  # so far off is within the tolerance
_FIX = "'clipper fix' corrects the stamps that were found"


def label(verdict: Verdict) -> str:
    """The verdict as people read it."""
    return _LABELS[verdict]


def explanation(finding: Finding) -> str:
    """One line: what the verdict rests on, and what to do."""
    match finding.verdict:
        case Verdict.SUPPORTED if is_misread(finding):
            return f"{finding.detail}: correct the stamp"
        case Verdict.SUPPORTED:
            return ""
        case Verdict.MISPLACED:
            return f"said at {_place(finding)}"
        case Verdict.CONTRADICTED:
            return f"{finding.detail}, at {_place(finding)}"
        case Verdict.NOT_FOUND:
            return finding.detail or "nothing that was heard supports it"
        case _:
            return f"{finding.reason}: {finding.detail}"


def diagnosed(diagnosis: Diagnosis) -> str:
    """What most citations of a note have in common, and what to do."""
    noun = "claim" if diagnosis.kind is Kind.RECORDING else "stamp"
    share = f"{diagnosis.agreeing} of {counted(diagnosis.judged, noun)}"
    times = f"its times for '{diagnosis.source}'" if diagnosis.source else "its times"
    match diagnosis.kind:
        case Kind.UNIT:
            return f"{times} read as MM:SS:00, minutes and seconds ({share}); {_FIX}"
        case Kind.RECORDING:
            which = f"'{diagnosis.source}'" if diagnosis.source else "its recording"
            lost = f"{share} are said nowhere in {which}"
            return f"it seems to be about another video: {lost}; see its 'videoId' or 'url'"
        case Kind.LAG:
            amount = _late(diagnosis.offset_ms or 0)
            return f"{times} are some {amount} throughout, within the tolerance ({share})"
        case Kind.DRIFT:
            drift_ms = diagnosis.drift_ms or 0
            rate = f"{abs(drift_ms) / 1000:.1f} s {'later' if drift_ms < 0 else 'earlier'}"
            copy = "as those of a copy at another speed"
            return f"{times} drift, {rate} each minute, {copy} ({share}); {_FIX}"
        case Kind.OFFSET:
            return f"{times} are {_from_where(diagnosis)} ({share}); {_FIX}"
        case _:
            assert_never(diagnosis.kind)


def counts(findings: Iterable[Finding]) -> str:
    """`14 supported, 2 misplaced`; verdicts that nobody got are left out."""
    verdicts = [finding.verdict for finding in findings]
    parts = [f"{verdicts.count(v)} {label(v)}" for v in Verdict if v in verdicts]
    return ", ".join(parts) or "no citations"


def chosen(event: Chosen) -> str:
    """What a reel is made of, and of what not."""
    left = ", ".join(f"{count} {why}" for why, count in event.left_out)
    if not event.stretches:
        return f"no reel of '{event.reel}': {left or 'no citations'}"
    made_of = f"{counted(event.stretches, 'stretch', 'stretches')}, {clock(event.length_ms)}"
    return f"reel of '{event.reel}': {made_of}{f'; left out: {left}' if left else ''}"


def counted(number: int, noun: str, nouns: str = "") -> str:
    """`1 note`, `2 notes`."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def _place(finding: Finding) -> str:
    if finding.found_ms is None:
        return "an unknown time"
    away = finding.offset_ms
    shown = f" ({offset(away)})" if away is not None else ""
    return f"{clock(finding.found_ms)}{shown}"


def _from_where(diagnosis: Diagnosis) -> str:
    """`34 s late`, `34 s late from 00:12:10 on`, `20 s early before 00:12:10, then right`."""
    amount, before_ms = _late(diagnosis.offset_ms or 0), diagnosis.before_ms
    if diagnosis.from_ms is None or before_ms is None:
        return amount
    place = clock(diagnosis.from_ms)
    if abs(before_ms) < _RIGHT_MS:
        return f"{amount} from {place} on"
    then = "right" if abs(diagnosis.offset_ms or 0) < _RIGHT_MS else amount
    return f"{_late(before_ms)} before {place}, then {then}"


def _late(offset_ms: int) -> str:
    """`34 s late` for claims that are said 34 s before their stamps."""
    return f"{offset(abs(offset_ms))[1:]} {'late' if offset_ms < 0 else 'early'}"
