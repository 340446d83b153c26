"""Times in square brackets: `[00:01:02]`, `[1:02]`, `[[1:02]]`, `[1:02 - 1:10]`, `[1:02, 2:30]`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.stamp import DASH, TIME, Stamp, split_range

_ITEM = rf"{TIME}(?:{DASH}{TIME})?"
_ITEMS = rf"{_ITEM}(?:\s?[,;]\s?{_ITEM}){{0,99}}"
_BRACKET = re.compile(
    rf"(?<!!)(?<!!\[)(?:\[\[(?P<double>{_ITEMS})\]\](?!\()|\\?\[(?P<single>{_ITEMS})\\?\](?![(\[]))"
)
_FIND_ITEM = re.compile(_ITEM)
# `[16:9]`, `[1:1:1]` and the slice `a[10:20]` are no times.
_RATIO = re.compile(r"\d{1,3}:\d|\d:\d:\d")


def find(text: str) -> Iterator[Stamp]:
    """Every time in brackets; several in one bracket are one stamp each."""
    for bracket in _BRACKET.finditer(text):
        group = "double" if bracket["double"] else "single"
        items = list(_FIND_ITEM.finditer(text, *bracket.span(group)))
        if _RATIO.fullmatch(bracket[group]) or _is_slice(text, bracket.start(), items[0][0]):
            continue
        for item in items:
            start = bracket.start() if item is items[0] else item.start()
            end = bracket.end() if item is items[-1] else item.end()
            first, until = split_range(item[0])
            yield Stamp(start, end, first, first, until)


def _is_slice(text: str, start: int, item: str) -> bool:
    before = text[start - 1 : start]
    return item.count(":") == 1 and (before.isalnum() or before in {"_", "]", ")"})
