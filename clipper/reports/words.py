"""What the text report and the page say alike."""

from __future__ import annotations

from collections.abc import Iterable

from clipper.events import is_misread
from clipper.model import Finding, Verdict
from clipper.times import clock, offset

_LABELS = {
    Verdict.SUPPORTED: "supported",
    Verdict.MISPLACED: "misplaced",
    Verdict.CONTRADICTED: "contradicted",
    Verdict.NOT_FOUND: "not found",
    Verdict.UNCHECKED: "unchecked",
}


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


def counts(findings: Iterable[Finding]) -> str:
    """`14 supported, 2 misplaced`; verdicts that nobody got are left out."""
    verdicts = [finding.verdict for finding in findings]
    parts = [f"{verdicts.count(v)} {label(v)}" for v in Verdict if v in verdicts]
    return ", ".join(parts) or "no citations"


def counted(number: int, noun: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _place(finding: Finding) -> str:
    if finding.found_ms is None:
        return "an unknown time"
    away = finding.offset_ms
    shown = f" ({offset(away)})" if away is not None else ""
    return f"{clock(finding.found_ms)}{shown}"
