"""Comments that switch problems off: `<!-- clipper: ignore T003 -->`, as `# noqa` does in code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.model import Ignored

# HTML's comments and Obsidian's.
_COMMENT = re.compile(
    r"(?:<!--|%%)[ \t]*clipper:[ \t]*ignore(?P<file>-file)?(?![\w-])"
    r"(?P<codes>(?:[ \t,]{1,9}T\d{3})*)[^\n]{0,200}?(?:-->|%%)"
)
_CODE = re.compile(r"T\d{3}")


def ignored(text: str) -> Iterator[Ignored]:
    """What the comments of a text switch off: on their line, or if alone there on the next.

    `ignore-file` means the whole note; without codes all are meant.

    >>> list(ignored("- x [1:99] <!-- clipper: ignore T003 -->"))
    [Ignored(line=1, codes=('T003',))]
    """
    if "clipper:" not in text:
        return
    for number, line in enumerate(lines := text.split("\n"), start=1):
        for comment in _COMMENT.finditer(line):
            codes = tuple(_CODE.findall(comment["codes"]))
            is_alone = not (line[: comment.start()] + line[comment.end() :]).strip(" \t>")
            where = _next_line(lines, number) if is_alone else number
            yield Ignored(None if comment["file"] else where, codes)


def _next_line(lines: list[str], number: int) -> int:
    """The number of the first line behind line `number` that is not empty."""
    below = range(number, len(lines))
    return next((index + 1 for index in below if lines[index].strip(" \t>")), number)
