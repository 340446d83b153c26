"""The documents that other programs read, each with its name and version in `schema`."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from clipper import __version__
from clipper.errors import ClipperError
from clipper.events import Finished, NoteResult
from clipper.model import Citation, Finding, Note, Verdict
from clipper.notes.leftovers import Leftover
from clipper.notes.problems import class_of
from clipper.notes.rewrite import Change, Left
from clipper.reports.words import diagnosed


def render(finished: Finished) -> str:
    """Findings in document order."""
    return _text(
        {
            "schema": "clipper.check/1",
            "version": __version__,
            "summary": summary(finished.findings),
            "notes": [
                _note(result) for result in finished.notes if result.note.digest or result.diagnosis
            ],
            "findings": [_finding(finding) for finding in finished.findings],
            "troubles": [
                {"item": trouble.item, "message": trouble.message, "hint": trouble.hint}
                for trouble in finished.troubles
            ],
        }
    )


def render_citations(
    notes: Iterable[Note], left_out: Mapping[str, Iterable[Leftover]] | None = None
) -> str:
    """Citations as read, in document order; and by note's path, what was left out."""
    citations = [_citation(citation) for note in notes for citation in note.citations]
    document: dict[str, Any] = {"schema": "clipper.citations/1", "citations": citations}
    if left_out is not None:
        document["left_out"] = [
            {"note": path, **dataclasses.asdict(item)}
            for path, items in left_out.items()
            for item in items
        ]
    return _text(document)


def render_fixes(changes: Iterable[Change], left: Iterable[Left]) -> str:
    """What was or would be changed, and what the reader must mend."""
    return _text(
        {
            "schema": "clipper.fix/1",
            "changes": [
                {
                    **_spot(change.mend.citation),
                    "replacements": [{"old": old, "new": new} for old, new in change.replacements],
                    "at_ms": change.mend.at_ms,
                    "why": change.mend.why,
                }
                for change in changes
            ],
            "left": [{**_spot(item.citation), "code": item.code, "why": item.why} for item in left],
        }
    )


def render_error(error: ClipperError) -> str:
    """What a program sees instead of a document when the command failed."""
    plain = {
        "message": error.message,
        "hint": error.hint,
        "kind": type(error).__name__,
        "exit_code": int(error.exit_code),
    }
    return _text({"schema": "clipper.error/1", "error": plain})


def summary(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings have each verdict; every verdict is there."""
    count = Counter(finding.verdict for finding in findings)
    return {verdict.value: count[verdict] for verdict in Verdict}


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _note(result: NoteResult) -> dict[str, Any]:
    """What was judged, and what most of it has in common; standard input has no digest."""
    named: dict[str, Any] = {"note": result.note.path}
    if result.note.digest:
        named["sha256"] = result.note.digest
    if result.diagnosis is None:
        return named
    return {
        **named,
        "diagnosis": diagnosed(result.diagnosis),
        **dataclasses.asdict(result.diagnosis),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    citation, reading = finding.citation, finding.reading
    return {
        **_spot(citation),
        "cited_ms": reading.at_ms if reading else citation.cited_ms,
        "reading": reading.name if reading else _reading_name(citation),
        "claim": citation.claim,
        "heading": list(citation.heading),
        "source": citation.source,
        "verdict": finding.verdict,
        "reason": finding.reason,
        "detail": finding.detail,
        "confidence": _rounded(finding.confidence),
        "found_ms": finding.found_ms,
        "offset_ms": finding.offset_ms,
        "heard": finding.heard,
        "candidates": [
            {"at_ms": c.at_ms, "confidence": _rounded(c.confidence), "heard": c.heard}
            for c in finding.candidates
        ],
        "clip": finding.clip,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        **_spot(citation),
        "cited_ms": citation.cited_ms,
        "end_ms": citation.end_ms,
        "reading": _reading_name(citation),
        "readings": [{"reading": r.name, "cited_ms": r.at_ms} for r in citation.readings],
        "claim": citation.claim,
        "heading": list(citation.heading),
        "source": citation.source,
        "format": citation.format,
        "problems": list(citation.problems),
        "class": class_of(citation.problems),
    }


def _spot(citation: Citation) -> dict[str, Any]:
    return {
        "note": citation.note,
        "line": citation.line,
        "column": citation.column,
        "stamp": citation.stamp,
    }


def _reading_name(citation: Citation) -> str | None:
    return citation.reading.name if citation.reading else None


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
