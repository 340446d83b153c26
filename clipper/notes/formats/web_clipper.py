"""Transcripts of the Obsidian Web Clipper: `**1:02** · What is said.`"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.stamp import TIME, Place, Stamp

_LINE = re.compile(rf"(?m:^)[ \t>]{{0,9}}(?P<markup>\*\*(?P<time>{TIME})\*\*[ \t]{{0,9}}·)(?=\s)")


def find(text: str) -> Iterator[Stamp]:
    """Every line that a bold time and a middle dot open."""
    for line in _LINE.finditer(text):
        place = Place(*line.span("time"))
        yield Stamp(*line.span("markup"), line["time"], line["time"], places=(place,), leads=True)
