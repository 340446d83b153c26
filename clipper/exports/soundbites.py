"""Podcasting 2.0: soundbites, to be put into the `<item>` of a feed.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/soundbite.md
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

from clipper.exports.sheet import Export, Nothing, Sheet, Shot, seconds, title
from clipper.model import Span

_NAMESPACE = "https://podcastindex.org/namespace/1.0"
_SHORTEST_MS, _LONGEST_MS = 15_000, 120_000
_LONGEST_TITLE = 128


def render(sheet: Sheet) -> str | Nothing:
    item = ET.Element("item", {"xmlns:podcast": _NAMESPACE})
    for shot in sorted(sheet.shots(), key=lambda shot: shot.span):
        span = _lasting(shot)
        times = {"startTime": seconds(span.start_ms), "duration": seconds(span.length_ms)}
        bite = ET.SubElement(item, "podcast:soundbite", times)
        bite.text = title(shot.first, _LONGEST_TITLE)
    if not len(item):
        return Nothing("no moment of a recording is cited")
    ET.indent(item)
    return ET.tostring(item, encoding="unicode") + "\n"


def _lasting(shot: Shot) -> Span:
    """The span, not shorter or longer than players like, as far as the recording allows."""
    start_ms, end_ms = shot.span.start_ms, shot.span.end_ms
    end_ms = min(max(end_ms, start_ms + _SHORTEST_MS), start_ms + _LONGEST_MS)
    if shot.recording.duration_ms is not None:
        end_ms = min(end_ms, shot.recording.duration_ms)
    return Span(max(0, min(start_ms, end_ms - _SHORTEST_MS)), end_ms)


EXPORT = Export(
    "soundbites.xml",
    "Podcasting 2.0: soundbites for a feed",
    render,
    per_recording=True,
    published=True,
)
