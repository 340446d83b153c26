"""Media fragments: links, embeds and players that name a recording and a time of it.

`![[talk.mp4#t=65]]`, `[[talk.mp4#t=5,10|the start]]`, `[1:05](talks/talk.mp4#t=65)`,
`[1:05](https://example.org/talk.mp3#t=1:05,1:10)`, `<video src="talk.mp4#t=65">`, and
Media Extended's `[1:05](obsidian://mx-open?url=…&t=65)`. The times are `[start][,end]` in
seconds or as `1:05`, also behind `npt:` (https://www.w3.org/TR/media-frags/#naming-time).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs

from clipper.notes.links import LABEL, heads_its_text, linked
from clipper.notes.source_id import is_media, is_web_url, unquoted
from clipper.notes.stamp import TIME, Place, Stamp

_WIKILINK = re.compile(r"!?\[\[(?P<target>[^\[\]|\n]{1,500})(?:\|(?P<label>[^\[\]\n]{0,200}))?\]\]")
_LINK = re.compile(
    rf"!?{LABEL}\((?:<(?P<angled>[^<>\n]{{1,1000}})>|(?P<plain>(?:[^\s()<>]++|\([^\s()<>]*+\))++))\)"
)
_PLAYER = re.compile(r"<(?:video|audio|source)\s[^<>]{1,2000}>", re.IGNORECASE)
_SRC = re.compile(r"\bsrc\s*=\s*[\"']?(?P<target>[^\"'<>]{1,1000})", re.IGNORECASE)

_TIMES = r"t=(?:npt:)?(?P<start>\d[\d:.hms]*)?(?:(?:,|%2[Cc])(?P<end>\d[\d:.hms]*))?(?<!=)(?<!:)"
_PART = re.compile(rf"(?P<file>[^#]+)#{_TIMES}(?:&.*)?")
_OPENED = re.compile(rf"obsidian://mx-open/?\?(?:.*[&;])?{_TIMES}(?:&.*)?")
_HAS_TIME = re.compile(TIME)


def find(text: str) -> Iterator[Stamp]:
    """Every reference to a part of a recording, also of one on the web that is no file."""
    found = [*_links(text), *_wikilinks(text), *_players(text)]
    return iter(sorted(found, key=lambda stamp: stamp.start))


def _links(text: str) -> Iterator[Stamp]:
    for link in _LINK.finditer(text):
        span = link.span("angled" if link["plain"] is None else "plain")
        if opened := _OPENED.fullmatch(text, *span):
            yield _stamp(link, opened, _opened_url(opened[0]))
        elif part := _part(text, *span, is_time_shown=bool(_HAS_TIME.search(link["label"]))):
            yield _stamp(link, part, unquoted(part["file"]))


def _wikilinks(text: str) -> Iterator[Stamp]:
    for link in _WIKILINK.finditer(text):
        if part := _part(text, *link.span("target")):
            yield _stamp(link, part, part["file"])


def _players(text: str) -> Iterator[Stamp]:
    for player in _PLAYER.finditer(text):
        src = _SRC.search(text, *player.span())
        if src and (part := _part(text, *src.span("target"))):
            yield _stamp(player, part, unquoted(html.unescape(part["file"])))


def _part(text: str, start: int, end: int, *, is_time_shown: bool = False) -> re.Match[str] | None:
    part = _PART.fullmatch(text, start, end)
    is_known = part and (is_media(part["file"]) or (is_time_shown and is_web_url(part["file"])))
    return part if is_known else None


def _opened_url(link: str) -> str | None:
    values = parse_qs(html.unescape(link).partition("?")[2])
    return next(iter(values.get("url", ())), "").partition("#")[0] or None


def _stamp(markup: re.Match[str], part: re.Match[str], source: str | None) -> Stamp:
    """The stamp of a part; one without a start begins with the recording."""
    text = markup.string
    places = [Place(*part.span("start"))] if part["start"] else []
    places += [Place(*part.span("end"), is_end=True)] if part["end"] else []
    leads = heads_its_text(text, *markup.span())
    if markup.groupdict().get("label") is None:
        bare = Stamp(*markup.span(), part["start"] or "0", until=part["end"] or "")
        return replace(bare, source=source, places=tuple(places), leads=leads)
    stamp = linked(markup, places, source=source, leads=leads)
    return stamp if part["start"] else replace(stamp, text="0")
