"""Snips of Snipd: a heading with its moment, and below it a link and a player with its range.

    ### [02:56] The title
    [🎧 Play snip - 1min (02:49 - 04:42)](https://share.snipd.com/snip/…)
    <audio controls> <source src="https://example.org/episode.mp3#t=02:49,04:42"> </audio>

Both speak of the title; the player names the recording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.stamp import DASH, TIME, Place, Stamp, places_in, split_range

_HEADING = rf"(?m:^)#{{1,6}} \[(?P<moment>{TIME})\] (?P<title>[^\n]{{1,500}})"
_SNIP = (
    rf"\[(?P<label>[^\[\]\n]{{0,100}}\((?P<range>{TIME}(?:{DASH}{TIME})?)\))\]"
    r"\(https?://share\.snipd\.com/[^\s()]{1,200}\)"
)
_PLAYER = (
    r"\s{0,9}<audio[^<>]{0,200}>\s{0,9}<source src=\"(?P<url>[^\"#<>]{1,1000})"
    rf"(?:#t=(?P<start>{TIME})(?:,(?P<end>{TIME}))?)?\"[^<>]{{0,200}}>(?:\s{{0,9}}</audio>)?"
)
_PIECE = re.compile(rf"{_HEADING}|{_SNIP}(?:{_PLAYER})?")


def find(text: str) -> Iterator[Stamp]:
    """The moment and the range of each snip."""
    title = ""
    pieces = list(_PIECE.finditer(text))
    for piece, below in zip(pieces, [*pieces[1:], None], strict=False):
        if piece["moment"]:
            title = piece["title"]
            yield _heading(piece, below and below["url"])
        else:
            yield _snip(piece, title)


def _heading(piece: re.Match[str], source: str | None) -> Stamp:
    start, end = piece.span("moment")
    time = piece["moment"]
    return Stamp(start - 1, end + 1, time, time, source=source, places=(Place(start, end),))


def _snip(piece: re.Match[str], title: str) -> Stamp:
    shown, until = split_range(piece["range"])
    places = [*places_in(piece.string, *piece.span("range"))]
    places += [Place(*piece.span("start"))] if piece["start"] else []
    places += [Place(*piece.span("end"), is_end=True)] if piece["end"] else []
    return Stamp(
        *piece.span(),
        text=piece["start"] or shown,
        label=shown,
        until=piece["end"] or until,
        source=piece["url"],
        places=tuple(places),
        claim=title,
    )
