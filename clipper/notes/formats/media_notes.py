"""Links whose target is left to the player: `[2:01]()`, `[2:01](link)` (Obsidian Media Notes)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.links import heads_its_text, linked
from clipper.notes.stamp import DASH, TIME, Stamp

_LINK = re.compile(rf"(?<!!)\[(?P<label>{TIME}(?:{DASH}{TIME})?)\]\((?:link|url|time|#|<>)?\)")


def find(text: str) -> Iterator[Stamp]:
    """Every time that is linked to nothing."""
    for link in _LINK.finditer(text):
        yield linked(link, leads=heads_its_text(text, *link.span()))
