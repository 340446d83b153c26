"""Problems as annotations of a pull request.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clipper.notes.lint import Linted, Problem


def render(stamps: Iterable[Linted]) -> Iterator[str]:
    """A workflow command for each problem."""
    for stamp in stamps:
        yield from map(_command, stamp.problems)


def _command(problem: Problem) -> str:
    cited = problem.citation
    level = "error" if problem.is_error else "warning"
    place = f"file={_property(cited.note)},line={cited.line},col={cited.column}"
    message = _data(problem.text)
    return f"::{level} {place},title={problem.code.value}::{message}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
