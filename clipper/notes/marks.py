"""Marks stand for citations while Markdown is reduced to words: `NUL number NUL`.

No text holds a NUL once `clean` has seen it, so a mark cannot be forged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from clipper.notes.stamp import Place, Stamp

MARK = r"\0\d+\0"
_MARK = re.compile(r"\0(\d+)\0")
_NEWLINE = re.compile(r"\r\n?")
# Soft hyphens, zero-width blanks, marks of direction; not the joiners, which scripts need.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def clean(text: str) -> str:
    """The text with Unix line ends and without NUL; lines and columns stay."""
    return _NEWLINE.sub("\n", text).replace("\0", "\ufffd")


def visible(text: str) -> tuple[str, list[int]]:
    """The text without invisible characters, and the offset in `text` of each that is left.

    No offsets at all: nothing was invisible.
    """
    if text.isascii() or not _INVISIBLE.search(text):
        return text, []
    kept = [at for at, character in enumerate(text) if not _INVISIBLE.match(character)]
    return "".join(text[at] for at in kept), kept


def moved(stamp: Stamp, offsets: Sequence[int]) -> Stamp:
    """A stamp of the visible text where it stands in the text as written."""
    if not offsets:
        return stamp
    places = (
        Place(offsets[place.start], offsets[place.end - 1] + 1, is_end=place.is_end)
        for place in stamp.places
    )
    start, end = offsets[stamp.start], offsets[stamp.end - 1] + 1
    return replace(stamp, start=start, end=end, places=tuple(places))


def put(text: str, stamps: Sequence[Stamp]) -> str:
    """The text with the number of each stamp in the place of its markup; lines stay.

    Invisible characters go: no claim needs them.
    """
    pieces: list[str] = []
    done = 0
    for number, stamp in enumerate(stamps):
        newlines = "\n" * text.count("\n", stamp.start, stamp.end)
        pieces += [text[done : stamp.start], stamp.words, f"\0{number}\0", newlines]
        done = stamp.end
    return visible("".join([*pieces, text[done:]]))[0]


def numbers(text: str) -> tuple[int, ...]:
    """The marks in a text."""
    return tuple(int(number) for number in _MARK.findall(text))


def only(text: str) -> str:
    """The marks of a text of which the reader sees nothing else."""
    return "".join(f"\0{number}\0" for number in _MARK.findall(text))


def restore(text: str, markup: Sequence[str]) -> str:
    """The text with the markup back in the place of the marks."""
    return _MARK.sub(lambda mark: markup[int(mark[1])], text)
