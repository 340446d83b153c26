"""Times in round brackets: `(00:01:56)`, `(0:07:53-0:08:06)`, and `(12:34)` where a note cites so.

Round brackets hold ratios, verses, hours of the day and durations as well: a time of two
fields counts only if it stands alone on its line, or if the note has several that close
sentences and look like moments of a recording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.formats.bare_bracket import ITEMS, LEAD, narrow, stamps_in
from clipper.notes.ranges import joined
from clipper.notes.stamp import Stamp

_PAREN = re.compile(rf"\((?<!\]\()(?P<lead>{LEAD})(?P<items>{ITEMS})\s?\)")
_ONE_DIGIT = re.compile(r":\d(?!\d)(?!:)")  # `(1:1:1)`, `(16:9)`
_CLOSES = re.compile(r"[*_~\"'”’»]{0,4}(?:[.!?…]|[ \t]*(?:\n|\Z))")  # noqa: RUF001
_LINE_ENDS = re.compile(r"[ \t*_]*(?:\n|\Z)")
_LOOK_BACK = 80  # characters

_FEWEST = 3
_EARLY_S = 10 * 60  # the first moment cited in a recording is mostly earlier
_NO_CLOCK_S = 24 * 60  # as 24:00 no hour of the day


def find(text: str) -> Iterator[Stamp]:
    """Every time in round brackets; several in one pair are one stamp each."""
    text = narrow(text)
    return joined(text, _stamps(text))


def _stamps(text: str) -> Iterator[Stamp]:
    found = [m for m in _PAREN.finditer(text) if not _is_other(text, m)]
    short = [m for m in found if _is_short(m["items"])]
    is_habit = _are_moments([m for m in short if _CLOSES.match(text, m.end())])
    for match in found:
        if is_habit or not _is_short(match["items"]) or _is_alone(text, match):
            yield from stamps_in(text, match.span("items"), match.span())


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Is this a ratio, an hour (`(at 9:15)`), or the last column of a line of figures?"""
    items = match["items"]
    if _ONE_DIGIT.search(items) or (_is_short(items) and match["lead"].strip()):
        return True
    columns = [word for word in _lead(text, match).split() if word[-1].isalnum()]
    figures = sum(word[0].isdigit() for word in columns)
    return len(columns) > 1 and 2 * figures > len(columns)


def _is_short(items: str) -> bool:
    """Is this a time of two fields, and no range?"""
    return items.count(":") == 1


def _are_moments(short: list[re.Match[str]]) -> bool:
    times = [_seconds(match["items"]) for match in short]
    return len(times) >= _FEWEST and times[0] < _EARLY_S and max(times) >= _NO_CLOCK_S


def _seconds(time: str) -> float:
    minutes, _, seconds = time.replace(",", ".").partition(":")
    return int(minutes) * 60 + float(seconds)


def _is_alone(text: str, match: re.Match[str]) -> bool:
    lead = _lead(text, match)
    return not lead.strip(" \t>*_-") and bool(_LINE_ENDS.match(text, match.end()))


def _lead(text: str, match: re.Match[str]) -> str:
    """What stands before it on its line, as far as that matters."""
    return text[max(0, match.start() - _LOOK_BACK) : match.start()].rpartition("\n")[2]
