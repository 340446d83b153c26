"""The macro of Logseq's media-ts plugin.

`{{renderer :media-timestamp, 1:02}}`, `{{renderer :media-timestamp, 1:02, 1:10, 2, ((ref))}}`:
a time or a range, how often to play it, pauses, and the block of the player.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.stamp import TIME, Place, Stamp

_TIME = rf"{TIME}|\d{{1,6}}(?:\.\d{{1,3}})?"
_MACRO = re.compile(
    rf"\{{\{{renderer :media-timestamp,\s{{0,9}}(?P<start>{_TIME})"
    rf"(?:,\s{{0,9}}(?P<end>{_TIME}))?(?:,[^{{}}\n]{{0,200}})?\}}\}}"
)


def find(text: str) -> Iterator[Stamp]:
    """Every such macro; the one that makes the list of all is none."""
    for macro in _MACRO.finditer(text):
        start, end = macro["start"], macro["end"] or ""
        places = [Place(*macro.span("start"))]
        places += [Place(*macro.span("end"), is_end=True)] if end else []
        yield Stamp(*macro.span(), start, start, end, places=tuple(places), leads=True)
