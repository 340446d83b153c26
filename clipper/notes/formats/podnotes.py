"""Links of PodNotes: `[1:02](obsidian://podnotes?episodeName=…&url=FEED&time=62)`.

The label is a time in any spelling, `0h 1m 2s` too, or a segment, `[1:02-1:12](…)`. The
source is the feed's URL, with the episode's name as its fragment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, quote

from clipper.notes.links import LABEL, heads_its_text, linked
from clipper.notes.stamp import Place, Stamp

_LINK = re.compile(
    rf"{LABEL}\(<?obsidian://podnotes\?(?P<query>(?:[^\s()<>]++|\([^\s()<>]*+\))++)>?\)"
)
_TIME = re.compile(r"(?:^|[?&;])time=(?P<time>\d{1,6}(?:\.\d{1,9})?)")
_END = re.compile(r"[?&;]endTime=(?P<time>\d{1,6}(?:\.\d{1,9})?)")


def find(text: str) -> Iterator[Stamp]:
    """Every link that plays an episode at a time."""
    for link in _LINK.finditer(text):
        start = _TIME.search(text, link.start("query") - 1, link.end("query"))
        end = _END.search(text, *link.span("query"))
        target = [Place(*start.span("time"))] if start else []
        target += [Place(*end.span("time"), is_end=True)] if end else []
        leads = heads_its_text(text, *link.span())
        yield linked(link, target, source=_episode(link["query"]), leads=leads)


def _episode(query: str) -> str | None:
    values = parse_qs(query.replace("&amp;", "&"))
    feed, name = (values.get(key, [""])[0] for key in ("url", "episodeName"))
    return (f"{feed}#{quote(name)}" if name else feed) or None
