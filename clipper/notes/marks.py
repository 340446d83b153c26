"""Marks stand for citations while Markdown is reduced to words: `NUL number NUL`.

No text holds a NUL once `clean` has seen it, so a mark cannot be forged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clipper.notes.stamp import Stamp

MARK = r"\0\d+\0"
_MARK = re.compile(r"\0(\d+)\0")
_NEWLINE = re.compile(r"\r\n?")


def clean(text: str) -> str:
    """The text with Unix line ends and without NUL; lines and columns stay."""
    return _NEWLINE.sub("\n", text).replace("\0", "\ufffd")


def put(text: str, stamps: Sequence[Stamp]) -> str:
    """The text with the number of each stamp in the place of its markup; lines stay."""
    pieces: list[str] = []
    done = 0
    for number, stamp in enumerate(stamps):
        newlines = "\n" * text.count("\n", stamp.start, stamp.end)
        pieces += [text[done : stamp.start], stamp.words, f"\0{number}\0", newlines]
        done = stamp.end
    return "".join([*pieces, text[done:]])


def numbers(text: str) -> tuple[int, ...]:
    """The marks in a text."""
    return tuple(int(number) for number in _MARK.findall(text))


def only(text: str) -> str:
    """The marks of a text of which the reader sees nothing else."""
    return "".join(f"\0{number}\0" for number in _MARK.findall(text))


def restore(text: str, markup: Sequence[str]) -> str:
    """The text with the markup back in the place of the marks."""
    return _MARK.sub(lambda mark: markup[int(mark[1])], text)
