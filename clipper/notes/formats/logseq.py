"""Logseq's macro `{{youtube-timestamp 62}}`, in seconds or as `1:02`, before what it is about.

The recording is the page's player, `{{video URL}}` (`clipper.notes.source_id`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.stamp import TIME, Place, Stamp

_MACRO = re.compile(rf"\{{\{{youtube-timestamp\s{{1,9}}(?P<time>{TIME}|\d{{1,6}})\s{{0,9}}\}}\}}")


def find(text: str) -> Iterator[Stamp]:
    """Every such macro."""
    for macro in _MACRO.finditer(text):
        place = Place(*macro.span("time"))
        yield Stamp(*macro.span(), macro["time"], macro["time"], places=(place,), leads=True)
