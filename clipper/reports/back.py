"""Reads findings back from the report of an earlier check."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from clipper.errors import NoteError, UsageError
from clipper.model import Candidate, Citation, Finding, Note, Reading, Verdict
from clipper.notes.read import changed
from clipper.times import readings

_HINT = "make one with 'clipper check --json', or take the 'report.json' of 'clipper run'"
_AGAIN = "check it again"


@dataclass(frozen=True, slots=True)
class Report:
    """By the real path of each note: the SHA-256 of what was judged, and the findings."""

    file: Path
    digests: Mapping[str, str]
    findings: Mapping[str, tuple[Finding, ...]]


def read_report(file: Path) -> Report:
    """The report in a JSON file; UsageError when it is none."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        digests = {_real(row["note"]): str(row["sha256"]) for row in document["notes"]}
        found: dict[str, list[Finding]] = {note: [] for note in digests}
        for row in document["findings"]:
            found[_real(row["note"])].append(_finding(row))
    except OSError as err:
        raise UsageError(f"cannot read '{file}': {err.strerror}", hint=_HINT) from err
    except (ValueError, KeyError, TypeError) as err:
        raise UsageError(f"'{file}' is not a report that names its notes", hint=_HINT) from err
    return Report(file, digests, {note: tuple(rows) for note, rows in found.items()})


def findings_of(note: Note, report: Report) -> tuple[Finding, ...]:
    """The note's findings; NoteError when it was not checked, or is not as it was then."""
    name = _real(note.path)
    if name not in report.digests:
        raise NoteError(f"'{note.path}' is not in '{report.file}'", hint=_AGAIN)
    if report.digests[name] != note.digest:
        raise changed(note.path)
    citations = {_key(citation): citation for citation in note.citations}
    findings = report.findings[name]
    if not all(_key(finding.citation) in citations for finding in findings):
        raise NoteError(f"'{note.path}' was read otherwise when it was checked", hint=_AGAIN)
    return tuple(replace(found, citation=citations[_key(found.citation)]) for found in findings)


def _real(path: str) -> str:
    return os.path.realpath(path)


def _key(citation: Citation) -> tuple[int, int, str]:
    return citation.line, citation.column, citation.stamp


def _finding(row: Mapping[str, Any]) -> Finding:
    stamp, place = str(row["stamp"]), (int(row["line"]), int(row["column"]))
    return Finding(
        Citation(str(row["note"]), *place, stamp, readings(stamp), str(row["claim"])),
        Verdict(row["verdict"]),
        reason=row["reason"],
        reading=None if row["reading"] is None else Reading(row["reading"], int(row["cited_ms"])),
        found_ms=None if row["found_ms"] is None else int(row["found_ms"]),
        candidates=tuple(
            Candidate(int(found["at_ms"]), float(found["confidence"]), str(found["heard"]))
            for found in row["candidates"]
        ),
        detail=str(row["detail"]),
    )
