"""Podcasting 2.0: chapters as JSON, on the recording's clock.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/chapters/jsonChapters.md
"""

from __future__ import annotations

import json
from typing import Any

from clipper.exports.marks import chapters
from clipper.exports.sheet import Export, Nothing, Sheet, one_line

_APART_MS = 1_000
_LONGEST_TITLE = 120


def render(sheet: Sheet) -> str | Nothing:
    found = list(chapters(sheet, apart_ms=_APART_MS, most=_LONGEST_TITLE))
    if not found:
        return Nothing("no moment of a recording is cited")
    recording = sheet.recordings[0]
    document: dict[str, Any] = {"version": "1.2.0", "title": one_line(sheet.title)}
    if recording.path:
        document["fileName"] = one_line(recording.path.name)
    document["chapters"] = [_chapter(at_ms, name, recording.url_at(at_ms)) for at_ms, name in found]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _chapter(at_ms: int, name: str, url: str) -> dict[str, Any]:
    chapter = {"startTime": at_ms / 1000, "title": name}
    return chapter | {"url": one_line(url)} if url else chapter


EXPORT = Export(
    "chapters.json",
    "Podcasting 2.0: chapters of the recording",
    render,
    per_recording=True,
    published=True,
)
