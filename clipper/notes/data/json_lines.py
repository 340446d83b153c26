"""JSON lines: an object a line, with the names of `record`.

{"time": "1:02", "claim": "Bees dance."}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from clipper.errors import NoteError
from clipper.notes.data.record import Field, stamp
from clipper.notes.stamp import Stamp

_BETWEEN = re.compile(r"[ \t\r\n:,]*")
_DECODER = json.JSONDecoder()


def find(text: str, note: str) -> Iterator[Stamp]:
    """Every line with its time."""
    at = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = f"'{note}', line {number}"
            yield stamp(dict(_fields(line, at, where)), where)
        at += len(line) + 1


def _fields(line: str, offset: int, where: str) -> Iterator[tuple[str, Field]]:
    """The strings and numbers of the object on a line, with their places in the text."""
    try:
        is_object = isinstance(json.loads(line), dict)
    except (ValueError, RecursionError) as err:
        what = str(err).partition(":")[0].lower()
        raise NoteError(f"{where}: not JSON: {what}", hint="give one object a line") from err
    if not is_object:
        raise NoteError(f"{where}: not a JSON object")
    at = _skip(line, line.index("{") + 1)
    while line[at] != "}":
        name, at = _DECODER.raw_decode(line, at)
        start = _skip(line, at)
        value, end = _DECODER.raw_decode(line, start)
        at = _skip(line, end)
        if isinstance(value, str):
            yield name.strip().lower(), Field(value, offset + start + 1, offset + end - 1)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield name.strip().lower(), Field(line[start:end], offset + start, offset + end)


def _skip(line: str, at: int) -> int:
    match = _BETWEEN.match(line, at)
    return match.end() if match else at
