"""SubRip of what is said in the cited stretches, on the recording's clock."""

from __future__ import annotations

from clipper.exports.sheet import Export, Nothing, Sheet
from clipper.exports.subtitles import NO_WORDS, in_windows, srt


def render(sheet: Sheet) -> str | Nothing:
    shown = in_windows(sheet)
    return srt(shown) if shown else NO_WORDS


EXPORT = Export(
    "subtitles.srt",
    "subtitles (SubRip) of the cited stretches of a recording",
    render,
    per_recording=True,
    needs_words=True,
)
