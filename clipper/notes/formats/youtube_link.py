"""Links to a moment of a YouTube video.

`[2:45](https://youtu.be/ID?t=165)`, `[[2:45]](…)`, `[2:58-8:49](…?t=178)`, a bare
`https://youtu.be/ID?t=2m45s` or `<https://…>`, and `<a href="…">2:45</a>`. The moment is
`t=`, `start=` or `time_continue=`, in seconds or as `1h2m3s`, anywhere in the query or the
fragment; where it has no value, the label counts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from clipper.notes.links import heads_its_text, linked
from clipper.notes.source_id import youtube_id
from clipper.notes.stamp import Place, Stamp

_SITE = r"https?://(?:[\w-]{1,20}\.)?(?:youtube(?:-nocookie)?\.com|youtu\.be)/"
_LINK = re.compile(
    r"(?<!!)(?P<double>\[)?\[(?P<label>[^\[\]\n]{0,200})\](?(double)\])"
    rf"\(<?(?P<url>{_SITE}[^\s()<>]{{1,2000}})>?(?:[ \t]{{1,9}}\"[^\"\n]{{0,200}}\")?\)",
    re.IGNORECASE,
)
_ANCHOR = re.compile(
    rf"<a\s[^<>]{{0,500}}?\bhref\s?=\s?[\"']?(?P<url>{_SITE}[^\s\"'<>]{{1,2000}})[^<>]{{0,500}}>"
    r"(?P<label>[^<>\n]{0,200})</a>",
    re.IGNORECASE,
)
# Not what is a target, an attribute or the middle of another URL.
_BARE = re.compile(
    rf"(?<!\]\()(?<!\]\(<)(?<![\w=\"'/])(?P<label>)(?P<angle><)?"
    rf"(?P<url>{_SITE}[^\s()<>\[\]{{}}\"'|\0]{{1,2000}})(?(angle)>)",
    re.IGNORECASE,
)
_TIME = re.compile(r"[?&#;](?:t|start|time_continue)=(?P<time>[^\s&#,;!?*_]*)")
_NAMES_A_SOURCE = re.compile(r"(?:\{\{[^{}\n]{1,40}|::)[ \t]*\Z")  # a player, or a field
_LOOK_BACK = 48  # characters


def find(text: str) -> Iterator[Stamp]:
    """Every link to a moment of a video; links to a whole video are none."""
    links = [link for kind in (_LINK, _ANCHOR, _BARE) for link in kind.finditer(text)]
    for link in sorted(links, key=re.Match.start):
        source = youtube_id(html.unescape(link["url"]))
        target = _target(link)
        if source is None or target is None or _names_a_source(link):
            continue
        if target or link["label"]:
            leads = heads_its_text(text, *link.span())
            yield linked(link, target, source=source, leads=leads)


def _target(link: re.Match[str]) -> list[Place] | None:
    """The place of the time in the URL; none if it has no value, None if it has no time."""
    time = _TIME.search(link.string, *link.span("url"))
    if time is None:
        return None
    start, end = time.span("time")
    end -= time["time"].endswith(".")  # a bare URL's full stop
    return [Place(start, end)] if any(map(str.isdigit, time["time"])) else []


def _names_a_source(link: re.Match[str]) -> bool:
    before = link.string[max(0, link.start() - _LOOK_BACK) : link.start()]
    return bool(_NAMES_A_SOURCE.search(before))
