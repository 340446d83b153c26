"""Decides which stamps get which time, and which are left to the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clipper.events import needs_mending
from clipper.model import Citation, Finding, Note, Reading, Verdict
from clipper.notes.lint import Linted, Problem
from clipper.notes.problems import Code
from clipper.notes.read import changed
from clipper.notes.rewrite import Change, Left, Mend, rewrite
from clipper.reports.words import explanation
from clipper.steps.undo import digest
from clipper.times import clock, readings

_SAME_PLACE_MS = 10_000  # as far as the start of a claim's evidence is known


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done about the stamps of a note."""

    mends: tuple[Mend, ...] = ()
    left: tuple[Left, ...] = ()
    is_complete: bool = True  # nothing is unknown for want of a recording


@dataclass(frozen=True, slots=True)
class Fixed:
    """A note's bytes before and after, what makes the difference, and what the reader must do."""

    note: Note
    before: bytes
    after: bytes
    changes: tuple[Change, ...]
    left: tuple[Left, ...]
    is_complete: bool


def fixed(note: Note, plan: Plan, data: bytes) -> Fixed:
    """The note with the plan carried out; NoteError when `data` is not what was judged."""
    if note.digest and digest(data) != note.digest:
        raise changed(note.path)
    done = rewrite(data.decode(), plan.mends, note=note.path)
    left = sorted((*plan.left, *done.left), key=lambda item: _place(item.citation))
    return Fixed(note, data, done.text.encode(), done.changes, tuple(left), plan.is_complete)


def _place(citation: Citation) -> tuple[int, int]:
    return citation.line, citation.column


def from_findings(findings: Iterable[Finding], *, confidence: float) -> Plan:
    """The times at which the claims are said, where a place has at least this confidence."""
    findings = tuple(findings)
    places = _Places(findings)
    wrong = [finding for finding in findings if needs_mending(finding)]
    outcomes = [_outcome(finding, places, confidence) for finding in wrong]
    return Plan(
        tuple(item for item in outcomes if isinstance(item, Mend)),
        tuple(item for item in outcomes if isinstance(item, Left)),
        not any(f.verdict is Verdict.UNCHECKED for f in findings if not needs_mending(f)),
    )


def from_lint(judged: Iterable[Linted]) -> Plan:
    """The times that are certain without hearing anything; what else is wrong is left."""
    mends: list[Mend] = []
    left: list[Left] = []
    for each in judged:
        mend = _certain(each)
        mends += [mend] if mend else []
        left += [
            Left(each.citation, problem.code.value, _doubt(problem))
            for problem in each.problems
            if mend is None or not (problem.suggestion or problem.code is Code.SHIFTED_NOTE)
        ]
    return Plan(tuple(mends), tuple(left))


def _certain(judged: Linted) -> Mend | None:
    """What the author wants to hear of, and can be mended."""
    why = next((problem.message for problem in judged.problems if problem.suggestion), None)
    at_ms = judged.mend_ms
    if why is None or at_ms is None:
        return None
    reading = next((r for r in judged.citation.readings if r.at_ms == at_ms), None)
    return Mend(judged.citation, at_ms, _end(judged.citation, reading, at_ms), why)


def _doubt(problem: Problem) -> str:
    """What is wrong, and what may be meant."""
    if problem.suggestion is None:
        return problem.message
    return f"{problem.message}; perhaps '{problem.suggestion}', which only hearing it can tell"


def merged(heard: Plan, linted: Plan, findings: Iterable[Finding]) -> Plan:
    """One plan for a note: what was heard wins, the linter mends what that leaves open."""
    verdicts = {_place(finding.citation): finding for finding in findings}
    offline = [mend for mend in linted.mends if _is_open(mend, verdicts)]
    mends = {_place(mend.citation): mend for mend in (*offline, *heard.mends)}
    left = tuple(item for item in heard.left if _place(item.citation) not in mends)
    return Plan(tuple(mends.values()), left, heard.is_complete)


def _is_open(mend: Mend, verdicts: Mapping[tuple[int, int], Finding]) -> bool:
    """Whether the speech does not gainsay a mend that rests on the stamp alone."""
    finding = verdicts.get(_place(mend.citation))
    if finding is None or finding.verdict is Verdict.UNCHECKED:
        return True
    cited_ms = finding.reading.at_ms if finding.reading else finding.citation.cited_ms
    return finding.verdict is Verdict.SUPPORTED and cited_ms == mend.at_ms


class _Places:
    """Where each claim is said and cited: no two stamps of a claim are moved to one place."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._taken: dict[tuple[str, str], set[int]] = {}
        for finding in findings:
            if finding.verdict is Verdict.SUPPORTED and finding.found_ms is not None:
                self._of(finding.citation).add(finding.found_ms)

    def take(self, citation: Citation, at_ms: int) -> bool:
        """Whether the place was free; from now on it is not."""
        taken = self._of(citation)
        is_free = all(abs(at_ms - other_ms) > _SAME_PLACE_MS for other_ms in taken)
        if is_free:
            taken.add(at_ms)
        return is_free

    def _of(self, citation: Citation) -> set[int]:
        return self._taken.setdefault((citation.note, citation.claim), set())


def _outcome(finding: Finding, places: _Places, confidence: float) -> Mend | Left:
    citation, why = finding.citation, explanation(finding)
    reading = finding.reading or citation.reading
    if finding.verdict is Verdict.SUPPORTED and reading is not None:
        at_ms = reading.at_ms
        why = finding.detail or f"said at {clock(at_ms)}"
        return Mend(citation, at_ms, _end(citation, reading, at_ms), why)
    if finding.verdict is Verdict.MISPLACED and finding.found_ms is not None:
        sure = _confidence(finding)
        if sure < confidence:
            why = f"{why}, with a confidence of {sure:.2f}"
        elif not places.take(citation, finding.found_ms):
            why = f"{why}, where the same claim is cited already"
        else:
            at_ms = finding.found_ms // 1000 * 1000
            return Mend(citation, at_ms, _end(citation, reading, at_ms), f"said at {clock(at_ms)}")
    return Left(citation, finding.verdict.value, why)


def _end(citation: Citation, reading: Reading | None, at_ms: int) -> int | None:
    """The end of a range, read in the same way as its start, and moved along with it."""
    if citation.end_ms is None or reading is None or reading in citation.readings[:1]:
        return None
    others = readings(clock(citation.end_ms))
    end = next((other.at_ms for other in others if other.name == reading.name), None)
    return None if end is None else end + at_ms - reading.at_ms


def _confidence(finding: Finding) -> float:
    """That of the place where the claim was found."""
    found = (c.confidence for c in finding.candidates if c.at_ms == finding.found_ms)
    return max(found, default=0.0)
