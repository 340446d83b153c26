"""Links of the YouTube Annotator: `[1:02](ytseek://62)`, in seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.links import LABEL, heads_its_text, linked
from clipper.notes.stamp import Place, Stamp

_LINK = re.compile(rf"{LABEL}\(ytseek://(?P<time>\d{{1,6}}(?:\.\d{{1,9}})?)\)")


def find(text: str) -> Iterator[Stamp]:
    """Every link that seeks in the page's video."""
    for link in _LINK.finditer(text):
        leads = heads_its_text(text, *link.span())
        yield linked(link, [Place(*link.span("time"))], leads=leads)
