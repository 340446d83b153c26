"""What the formats that are Markdown links share: a label, a target, the times in both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter

from clipper.notes.stamp import Place, Stamp, places_in, split_range

LABEL = r"\[(?P<label>[^\[\]\n]{0,200})\]"

_UNITS = re.compile(r"(?=\d)(?:\d{1,3}\s?h)?\s?(?:\d{1,4}\s?m)?\s?(?:\d{1,5}\s?s)?")
_LINE_BEFORE = re.compile(
    r"(?:\A|\n)(?P<indent>[ \t]{0,30})(?P<bullet>[-*+][ \t]+)?[ \t>*_(\[]{0,9}\Z"
)
_LINE_AFTER = re.compile(r"[ \t*_)\]]{0,9}\n\s*?(?P<indent>[ \t]*+)\S")
_START = attrgetter("start")
_LOOK_BACK = 45  # characters


def linked(
    link: re.Match[str],
    target: Sequence[Place] = (),
    *,
    source: str | None = None,
    leads: bool = False,
) -> Stamp:
    """The stamp of a link; the times of its target count, else those of its label."""
    text = link.string
    written = {place.is_end: text[place.start : place.end] for place in target}
    first, until = split_range(link["label"].strip())
    return Stamp(
        *link.span(),
        text=written.get(False) or first,
        label=first,
        until=written.get(True) or until,
        source=source,
        places=tuple(sorted((*_label_places(link), *target), key=_START)),
        leads=leads,
    )


def _label_places(link: re.Match[str]) -> tuple[Place, ...]:
    if found := places_in(link.string, *link.span("label")):
        return found
    label = link["label"].strip()
    start = link.start("label") + link["label"].find(label)
    return (Place(start, start + len(label)),) if _UNITS.fullmatch(label) else ()


def heads_its_text(text: str, start: int, end: int) -> bool:
    """Does this stand alone on its line, with text below? In a list, with items of its own."""
    if (below := _LINE_AFTER.match(text, end)) is None:
        return False
    first = max(0, start - _LOOK_BACK)
    before = _LINE_BEFORE.search(text, first, start)
    if before is None or (before.start() == first > 0 and text[first] != "\n"):
        return False
    return not before["bullet"] or len(below["indent"]) > len(before["indent"])
