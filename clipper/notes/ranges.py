"""Two stamps with a dash or "to" between them are one range."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clipper.notes.stamp import DASH, Stamp
from clipper.times import readings

_JOINT = re.compile(rf"(?!\s*\n){DASH}(?<!\n)")
_LONGEST_MS = 20 * 60 * 1000  # what lies further apart is two moments


def joined(text: str, stamps: Iterable[Stamp]) -> Iterator[Stamp]:
    """The stamps, with two that make a range made one."""
    last: Stamp | None = None
    for stamp in stamps:
        if last and _is_range(text, last, stamp):
            ends = (replace(place, is_end=True) for place in stamp.places)
            last = replace(last, end=stamp.end, until=stamp.text, places=(*last.places, *ends))
            continue
        if last:
            yield last
        last = stamp
    if last:
        yield last


def _is_range(text: str, first: Stamp, second: Stamp) -> bool:
    if first.until or second.until or first.words or second.words:
        return False
    if not _JOINT.fullmatch(text, first.end, second.start):
        return False
    start, end = readings(first.text), readings(second.text)
    return bool(start and end) and 0 < end[0].at_ms - start[0].at_ms <= _LONGEST_MS
