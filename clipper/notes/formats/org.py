"""Links of Org mode's media packages.

`[[video:talk.mp4#0:01:02][0:01:02]]`, `[[audio:talk.mp3#0:01:02-0:01:10]]`,
`[[videocite:key#0:01:02]]` (org-media-note) and `[[mpv:talk.mp4::0:01:02]]` (org-mpv-notes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clipper.notes.links import heads_its_text, linked
from clipper.notes.stamp import TIME, Place, Stamp

_TIME = rf"{TIME}|\d{{1,6}}(?:\.\d{{1,3}})?"
_LINK = re.compile(
    r"\[\[(?:video|audio|videocite|audiocite|mpv):(?P<file>[^\[\]\n#]{1,500}?)(?:#|::)"
    rf"(?P<start>{_TIME})(?:-(?P<end>{_TIME}))?\](?:\[(?P<label>[^\[\]\n]{{0,200}})\])?\]"
)


def find(text: str) -> Iterator[Stamp]:
    """Every such link."""
    for link in _LINK.finditer(text):
        places = [Place(*link.span("start"))]
        places += [Place(*link.span("end"), is_end=True)] if link["end"] else []
        leads = heads_its_text(text, *link.span())
        if link["label"] is None:
            bare = Stamp(*link.span(), link["start"], until=link["end"] or "", leads=leads)
            yield replace(bare, source=link["file"], places=tuple(places))
        else:
            yield linked(link, places, source=link["file"], leads=leads)
