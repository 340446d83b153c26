"""Problems as SARIF 2.1.0, which code hosts and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from clipper import __version__
from clipper.notes.lint import Linted, Problem
from clipper.notes.problems import MEANINGS
from clipper.reports.problems.pieces import joined

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def render(stamps: Iterable[Linted]) -> Iterator[str]:
    """One run with a result for each problem."""
    driver = {
        "name": "clipper",
        "version": __version__,
        "rules": [
            {"id": code.value, "shortDescription": {"text": meaning}}
            for code, meaning in MEANINGS.items()
        ],
    }
    yield f'{{"$schema": {json.dumps(_SCHEMA)}, "version": "2.1.0", "runs": [{{'
    yield f'"columnKind": "unicodeCodePoints", "tool": {json.dumps({"driver": driver})},'
    yield ' "results": ['
    yield from joined(_result(problem) for stamp in stamps for problem in stamp.problems)
    yield "\n]}]}\n"


def _result(problem: Problem) -> dict[str, Any]:
    cited = problem.citation
    region = {"startLine": cited.line, "startColumn": cited.column}
    place = {"artifactLocation": {"uri": _uri(cited.note)}, "region": region}
    return {
        "ruleId": problem.code.value,
        "level": "error" if problem.is_error else "warning",
        "message": {"text": problem.text},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    """A path as a reference: `file:` where it is absolute, else relative."""
    pure = PurePath(path)
    if pure.is_absolute():
        return pure.as_uri()
    return quote(pure.as_posix(), errors="surrogateescape")
