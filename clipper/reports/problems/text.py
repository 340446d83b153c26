"""Problems for people at a terminal, and for editors that jump to `file:line:column`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clipper.notes.lint import Linted


def render(stamps: Iterable[Linted]) -> Iterator[str]:
    """A line for each problem."""
    for stamp in stamps:
        for problem in stamp.problems:
            cited = problem.citation
            where = f"{cited.note}:{cited.line}:{cited.column}"
            yield f"{where}: {problem.code.value} {problem.text}\n"
