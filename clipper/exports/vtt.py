"""WebVTT of what is said in the cited stretches, on the recording's clock."""

from __future__ import annotations

from clipper.exports.sheet import Export, Nothing, Sheet
from clipper.exports.subtitles import NO_WORDS, in_windows, vtt


def render(sheet: Sheet) -> str | Nothing:
    shown = in_windows(sheet)
    return vtt(shown) if shown else NO_WORDS


EXPORT = Export(
    "subtitles.vtt",
    "subtitles (WebVTT) of the cited stretches of a recording",
    render,
    per_recording=True,
    needs_words=True,
)
