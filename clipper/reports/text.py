"""Findings for people at a terminal: note by note, what is wrong first to see."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from clipper.events import Finished, NoteResult, needs_mending
from clipper.model import Finding, Verdict
from clipper.reports.words import counts, diagnosed, explanation, label

_WIDTH = 100
_INDENT = " " * 4


def render(finished: Finished) -> str:
    """Every finding that is not simply right, in document order, and the counts."""
    return "\n".join(line for result in finished.notes for line in _note(result)) + "\n"


def _note(result: NoteResult) -> Iterator[str]:
    yield f"{result.note.path}: {counts(result.findings)}"
    if result.diagnosis:
        yield f"  the whole note: {diagnosed(result.diagnosis)}"
    for finding in result.findings:
        if needs_mending(finding) or finding.verdict is not Verdict.SUPPORTED:
            yield from _finding(finding)


def _finding(finding: Finding) -> Iterator[str]:
    citation = finding.citation
    where = f"{citation.note}:{citation.line}:{citation.column}"
    yield f"  {where}: {label(finding.verdict)} [{citation.stamp}] {explanation(finding)}".rstrip()
    yield _short("note:  ", citation.claim)
    if finding.heard:
        yield _short("heard: ", finding.heard)


def _short(name: str, words: str) -> str:
    room = _WIDTH - len(_INDENT) - len(name)
    return f"{_INDENT}{name}{textwrap.shorten(words, room, placeholder=' ...')}"
