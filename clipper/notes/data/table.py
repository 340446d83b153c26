"""Rows of a CSV, with the names of `record` in the first row; without, time first and text last.

time,claim
1:02,"Bees dance, mostly at noon."
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.errors import NoteError
from clipper.notes.data.record import CLAIM, TIME, Field, stamp
from clipper.notes.stamp import Stamp

_SEPARATORS = (",", ";", "\t")


def find(text: str, note: str) -> Iterator[Stamp]:
    """Every row with its time."""
    names: list[str] | None = None
    for line, row in _rows(text, note):
        if names is None:
            names = [field.value.strip().lower() for field in row]
            if not set(names).isdisjoint(TIME):
                continue
            names = [TIME[0], *names[1:-1], CLAIM[0]]
        yield stamp(dict(zip(names, row, strict=False)), f"'{note}', line {line}")


def _rows(text: str, note: str) -> Iterator[tuple[int, list[Field]]]:
    """The fields of each row that is not empty, with the number of its first line."""
    cell = _cell(text)
    row: list[Field] = []
    at, line, first = 0, 1, 1
    while at < len(text):
        match = cell.match(text, at)
        if match is None:
            what = "a quotation mark is not closed, or text is behind it"
            raise NoteError(f"'{note}', line {line}: {what}", hint="double the marks in a value")
        row.append(_field(match))
        line += match[0].count("\n")
        at = match.end()
        if match["stop"] not in _SEPARATORS or at == len(text):
            if any(field.value for field in row):
                yield first, row
            row, first = [], line


def _cell(text: str) -> re.Pattern[str]:
    """A cell with the separator that the first line has most of."""
    separator = max(_SEPARATORS, key=text.lstrip("\n").partition("\n")[0].count)
    return re.compile(
        r"[ ]*(?:\"(?P<quoted>(?:[^\"]|\"\")*+)\"[ ]*"
        rf"|(?P<plain>(?!\")[^{separator}\n]*))(?P<stop>[{separator}\n]|\Z)"
    )


def _field(match: re.Match[str]) -> Field:
    if match["plain"] is None:
        return Field(match["quoted"].replace('""', '"'), *match.span("quoted"))
    value = match["plain"].rstrip()
    return Field(value, match.start("plain"), match.start("plain") + len(value))
