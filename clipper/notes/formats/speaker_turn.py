"""Turns of a transcript, about what is said in them.

`ANNA BEE (00:01:02):`, `Anna Bee [1:02]: What is said`, `**Anna** (1:02) - What is said`,
`[00:01:02] Anna: What is said`, `(1:02)` or `(1:02):` alone on a line, and `Anna Bee (1:02)`
alone on a line if there are more such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.speakers import BOLD_NAME, NAME
from clipper.notes.stamp import DASH, Stamp, places_in, split_range

_CLOCK = r"\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,3})?"  # `John (1:1):` is a verse
_TIME = rf"{_CLOCK}(?:{DASH}{_CLOCK})?"
_MARKUP = rf"(?:\({_TIME}\)|\[{_TIME}\])"
_TURN = re.compile(
    rf"(?m:^)(?:"
    rf"(?:{NAME}|{BOLD_NAME}:?) ?(?P<named>{_MARKUP})(?=:(?:\s|\Z))"
    rf"|{BOLD_NAME} ?(?P<bold>{_MARKUP})(?=[ \t]{{0,9}}(?:[–—-][ \t]|\n[^\n\0]))"  # noqa: RUF001
    rf"|(?P<behind>\[{_TIME}\][ \t]{NAME}:)(?=[ \t])"
    rf"|(?P<alone>\({_TIME}\))(?=:?[ \t]{{0,9}}\n\s*+\S)"
    rf"|{NAME} ?(?P<line>\({_TIME}\))(?=[ \t]{{0,9}}\n[^\n\0]{{0,99}}\w)"
    rf"|(?P<nameless>\({_TIME}\))(?=:[ \t])"
    r")"
)
_FEWEST_LINES = 2


def find(text: str) -> Iterator[Stamp]:
    """Every turn; names are left to `clipper.notes.speakers`."""
    turns = list(_TURN.finditer(text))
    lines = sum(turn.lastgroup == "line" for turn in turns)
    for turn in turns:
        if turn.lastgroup == "line" and lines < _FEWEST_LINES:
            continue
        start, end = turn.span(turn.lastgroup or 0)
        places = places_in(text, start, end)
        first, until = split_range(text[places[0].start : places[-1].end])
        yield Stamp(start, end, first, first, until, places=places, leads=True)
