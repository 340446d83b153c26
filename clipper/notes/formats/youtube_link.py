"""Markdown links into a YouTube video: `[2:45](https://youtu.be/ID?t=165)`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from clipper.notes.source_id import youtube_id
from clipper.notes.stamp import Stamp, split_range

_LINK = re.compile(
    r"(?<!!)(?:\[\[(?P<double>[^\[\]\n]{0,200})\]\]|\[(?P<single>[^\[\]\n]{0,200})\])"
    r"\(<?(?P<url>https?://[^\s()<>]{1,2000})>?(?:[ \t]{1,9}\"[^\"\n]{0,200}\")?\)"
)
_TIME = re.compile(r"[?&#](?:t|start|time_continue)=(?P<time>[^&#]*)")


def find(text: str) -> Iterator[Stamp]:
    """Every link to a moment of a video; links to a whole video are none."""
    for link in _LINK.finditer(text):
        url = html.unescape(link["url"])
        time = _TIME.search(url)
        source = youtube_id(url)
        if time and source:
            label, until = split_range((link["single"] or link["double"] or "").strip())
            yield Stamp(*link.span(), time["time"] or label, label, until, source)
