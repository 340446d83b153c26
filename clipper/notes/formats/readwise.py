"""Readwise's highlights of podcasts: `What is said ([Time 0:01:02](https://share.snipd.com/snip/…))`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.stamp import DASH, TIME, Stamp, places_in, split_range

_LINK = re.compile(
    rf"(?P<open>\()?\[Time (?P<time>{TIME}(?:{DASH}{TIME})?)\]"
    r"\(https?://[^\s()<>]{1,500}\)(?(open)\))"
)


def find(text: str) -> Iterator[Stamp]:
    """Every such link with the round brackets about it."""
    for link in _LINK.finditer(text):
        first, until = split_range(link["time"])
        places = places_in(text, *link.span("time"))
        yield Stamp(*link.span(), first, first, until, places=places)
