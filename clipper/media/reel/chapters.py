"""Chapters of what clipper writes: MP4's, ID3's (mp3) or Vorbis comments (opus, flac)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from clipper.media.arguments import printable

# FLAC's muxer forgets chapters, and the one of Opus rounds seconds up.
_COMMENTED = {"flac", "opus"}
# ffmpeg's reader takes the length of a longer one in ID3 for another one and loses the chapter
# (`read_chapter`, https://ffmpeg.org/doxygen/trunk/id3v2_8c_source.html).
_TITLE_BYTES = 120


@dataclass(frozen=True, slots=True)
class Chapter:
    start_ms: int
    end_ms: int
    title: str


def add_chapters(output: Any, chapters: Iterable[Chapter]) -> None:
    """To a file of PyAV's before its first packet; formats that know none leave them out."""
    if output.format.name in _COMMENTED:
        output.metadata.update(_comments(chapters))
        return
    output.set_chapters(
        [
            {
                "id": number,
                "start": chapter.start_ms,
                "end": chapter.end_ms,
                "time_base": Fraction(1, 1000),
                "metadata": {"title": _title(chapter.title)},
            }
            for number, chapter in enumerate(chapters)
        ]
    )


def _comments(chapters: Iterable[Chapter]) -> Iterator[tuple[str, str]]:
    """As in https://wiki.xiph.org/Chapter_Extension."""
    for number, chapter in enumerate(chapters):
        seconds, ms = divmod(chapter.start_ms, 1000)
        at = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"
        yield f"CHAPTER{number:03}", at
        yield f"CHAPTER{number:03}NAME", _title(chapter.title)


def _title(text: str) -> str:
    flat = printable(text)
    raw = flat.encode()
    if len(raw) <= _TITLE_BYTES:
        return flat
    return f"{raw[: _TITLE_BYTES - 3].decode(errors='ignore').rstrip()}…"
