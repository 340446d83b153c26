"""Fences of Obsidian Timestamp Notes, about what follows them.

    ```timestamp
    1:02
    ```

A fence `timestamp-url` names the recording from there on (`clipper.notes.source_id`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.stamp import TIME, Place, Stamp

_LEAD = r"[ \t>]{0,99}"
_FENCE = re.compile(
    rf"(?m:^){_LEAD}(?P<markup>(?P<ticks>`{{3,9}}|~{{3,9}})[ ]?timestamp[ \t]{{0,99}}\n"
    rf"{_LEAD}(?P<time>{TIME})[ \t]{{0,99}}\n{_LEAD}(?P=ticks))(?=[ \t]{{0,99}}(?:\n|\Z))"
)


def find(text: str) -> Iterator[Stamp]:
    """Every fence that holds nothing but a time."""
    for fence in _FENCE.finditer(text):
        place = Place(*fence.span("time"))
        yield Stamp(
            *fence.span("markup"), fence["time"], fence["time"], places=(place,), leads=True
        )
