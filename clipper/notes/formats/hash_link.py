"""Links into the page's own player: `[1:02](#t=1:02)`, `[1:02](#1:02)`, `[1:02](#t=62,75)`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.links import LABEL, linked
from clipper.notes.stamp import TIME, Place, Stamp

_SECONDS = r"\d{1,6}(?:\.\d{1,3})?"
_LINK = re.compile(
    rf"(?<!!){LABEL}\(#(?:t=(?P<start>{TIME}|{_SECONDS})(?:,(?P<end>{TIME}|{_SECONDS}))?"
    rf"|(?P<anchor>{TIME}))\)"
)


def find(text: str) -> Iterator[Stamp]:
    """Every link to a time of the page."""
    for link in _LINK.finditer(text):
        start = Place(*link.span("anchor" if link["start"] is None else "start"))
        end = [Place(*link.span("end"), is_end=True)] if link["end"] else []
        yield linked(link, [start, *end])
