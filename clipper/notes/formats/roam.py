"""Roam's `{{[[video-timestamp]]: ((uid)) 0:01:02}}`; in the place of the block's reference may
stand the video itself, `{{[[video]]: URL}}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.source_id import source_id
from clipper.notes.stamp import TIME, Place, Stamp

_NAME = r"(?:\[\[)?(?:video|youtube|audio){}(?:\]\])?"
_VIDEO = rf"\{{\{{{_NAME.format('')}:[ ]{{0,9}}(?P<url>[^\s{{}}]{{1,2000}})[ ]{{0,9}}\}}\}}"
_MACRO = re.compile(
    rf"\{{\{{{_NAME.format('-timestamp')}:[ ]{{0,9}}"
    rf"(?:\(\([^()\n]{{1,40}}\)\)|{_VIDEO})?"
    rf"[ ]{{0,9}}(?P<time>{TIME}|\d{{1,6}})[ ]{{0,9}}\}}\}}"
)


def find(text: str) -> Iterator[Stamp]:
    """Every such macro."""
    for macro in _MACRO.finditer(text):
        place = Place(*macro.span("time"))
        source = source_id(macro["url"]) if macro["url"] else None
        time = macro["time"]
        yield Stamp(*macro.span(), time, time, source=source, places=(place,), leads=True)
