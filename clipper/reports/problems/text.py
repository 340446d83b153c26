"""Problems for people at a terminal, and for editors that jump to `file:line:column`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clipper.notes.lint import Judged


def render(stamps: Iterable[Judged]) -> Iterator[str]:
    """A line for each problem."""
    for stamp in stamps:
        for problem in stamp.problems:
            cited = problem.citation
            advice = f"; write '{problem.suggestion}'" if problem.suggestion else ""
            where = f"{cited.note}:{cited.line}:{cited.column}"
            yield f"{where}: {problem.code.value} {problem.message}{advice}\n"
