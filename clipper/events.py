"""What a run tells while it works: data for bars, logs and JSON alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clipper.errors import Exit
from clipper.model import Diagnosis, Finding, Note, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Started:
    """How much there is to do."""

    sources: int
    citations: int


@dataclass(frozen=True, slots=True)
class Fetching:
    """Bytes fetched of a source; `total` is None while the server does not say."""

    source: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Listening:
    """Milliseconds heard of those that this pass must hear."""

    source: str
    done_ms: int
    total_ms: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A citation has its verdict."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class Cutting:
    """Clips done of those wanted from a source."""

    source: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes into a reel, and how many moments were left out for which reasons."""

    reel: str
    stretches: int
    length_ms: int
    left_out: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A file lies finished in the output folder; `is_export` if it is for another program.

    It may have been there already, whole and the same, if it is not new.
    """

    path: Path
    is_reel: bool = False
    is_export: bool = False
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something could not be done for one item, a note, a line or a source; the rest goes on."""

    item: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class NoteResult:
    """All that came out for one note: findings in document order, and its folder.

    `diagnosis` is what most of its citations have in common, where that is anything.
    `reel` and the clips of the findings are paths relative to the output folder.
    """

    note: Note
    folder: Path
    findings: tuple[Finding, ...]
    reel: str | None = None
    diagnosis: Diagnosis | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event."""

    notes: tuple[NoteResult, ...]
    troubles: tuple[Trouble, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for result in self.notes for finding in result.findings)


Event = Started | Fetching | Listening | Judged | Cutting | Chosen | Made | Trouble | Finished

# The reader must mend these; a rerun would say the same.
_FAULTS_OF_THE_NOTE = {Reason.PAST_END, Reason.UNREADABLE_TIME}


def exit_code(finished: Finished, *, is_check: bool) -> Exit:
    """1 when a note needs mending, else 3 when something could not be done, else 0."""
    findings = finished.findings if is_check else ()
    if any(needs_mending(finding) for finding in findings):
        return Exit.FINDINGS
    unchecked = any(finding.verdict is Verdict.UNCHECKED for finding in findings)
    return Exit.INCOMPLETE if unchecked or finished.troubles else Exit.OK


def needs_mending(finding: Finding) -> bool:
    """Whether the note is wrong here, as far as clipper can tell."""
    if finding.verdict is Verdict.UNCHECKED:
        return finding.reason in _FAULTS_OF_THE_NOTE
    return finding.verdict is not Verdict.SUPPORTED or is_misread(finding)


def is_misread(finding: Finding) -> bool:
    """Said there, but no player can follow the stamp as it is written."""
    return finding.reading is not None and finding.reading != finding.citation.readings[0]
