"""Chapters for the description of a YouTube video.

The first begins at 0:00, there are three at least, each lasts ten seconds or more
(https://support.google.com/youtube/answer/9884579); a description has 5000 characters, and
no angle brackets.
"""

from __future__ import annotations

from clipper.exports.marks import chapters
from clipper.exports.sheet import Export, Nothing, Sheet, one_line

_APART_MS = 10_000
_FEWEST = 3
_LONGEST_TITLE, _SHORTEST_TITLE = 100, 10
_LONGEST_TEXT = 5_000
_TIME = 10  # characters of `10:00:00 ` and the line's end
_NO_BRACKETS = str.maketrans("<>", "‹›")  # noqa: RUF001


def render(sheet: Sheet) -> str | Nothing:
    count = max(1, len(list(_chapters(sheet, _LONGEST_TITLE))))
    room = max(_SHORTEST_TITLE, min(_LONGEST_TITLE, _LONGEST_TEXT // count - _TIME))
    found = _chapters(sheet, room)
    if len(found) < _FEWEST:
        return Nothing(
            f"of {len(found)} chapters YouTube makes none",
            f"it wants {_FEWEST}, {_APART_MS // 1000} seconds apart",
        )
    return "".join(f"{_clock(at_ms)} {name.translate(_NO_BRACKETS)}\n" for at_ms, name in found)


def _chapters(sheet: Sheet, most: int) -> list[tuple[int, str]]:
    """The chapters, of which the first begins the recording."""
    found = list(chapters(sheet, apart_ms=_APART_MS, most=most))
    if not found:
        return []
    duration_ms = sheet.recordings[0].duration_ms if sheet.recordings else None
    if duration_ms is not None:
        found = [chapter for chapter in found if chapter[0] <= duration_ms - _APART_MS]
    if found and found[0][0] < _APART_MS:
        return [(0, found[0][1]), *found[1:]]
    return [(0, one_line(sheet.title, most)), *found]


def _clock(at_ms: int) -> str:
    minutes, seconds = divmod(at_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


EXPORT = Export(
    "youtube.txt",
    "YouTube: chapters for a video's description",
    render,
    per_recording=True,
    published=True,
)
