"""Problems for programs: one document, `clipper.lint/1`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from clipper import __version__
from clipper.notes.lint import Linted, Problem
from clipper.reports.problems.pieces import joined


def render(stamps: Iterable[Linted]) -> Iterator[str]:
    """All problems in order, then how many stamps there are of each class."""
    classes: Counter[str] = Counter()
    yield f'{{\n"schema": "clipper.lint/1",\n"version": {json.dumps(__version__)},\n"problems": ['
    yield from joined(_rows(stamps, classes))
    yield f'\n],\n"classes": {json.dumps(dict(sorted(classes.items())))}\n}}\n'


def _rows(stamps: Iterable[Linted], classes: Counter[str]) -> Iterator[dict[str, Any]]:
    for stamp in stamps:
        classes[stamp.kind] += 1
        yield from map(_row, stamp.problems)


def _row(problem: Problem) -> dict[str, Any]:
    return {
        "note": problem.citation.note,
        "line": problem.citation.line,
        "column": problem.citation.column,
        "code": problem.code.value,
        "message": problem.message,
        "stamp": problem.citation.stamp,
        "suggestion": problem.suggestion,
        "level": "error" if problem.is_error else "warning",
    }
