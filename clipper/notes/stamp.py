"""What a note format finds in a text, before anything is known about the claim."""

from __future__ import annotations

import re
from dataclasses import dataclass

TIME = r"\d{1,3}(?::\d{1,3}){1,3}(?:[.,]\d{1,3}(?!\d))?"
DASH = r"\s?(?:-|–|—|→|\bto\b)\s?"  # noqa: RUF001 - the dashes that ranges are written with

_RANGE = re.compile(rf"(?P<start>{TIME}){DASH}(?P<end>{TIME})")
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A citation's markup in a text.

    `start` and `end` are the offsets of the markup, in characters. `text` is the time
    as written: the link's target where there is one, else the label; `label` is what
    the reader sees. `until` is the end of a range, as written. `source` is the source's
    id if the markup itself names one.
    """

    start: int
    end: int
    text: str
    label: str = ""
    until: str = ""
    source: str | None = None

    @property
    def words(self) -> str:
        """The label, if it is part of the sentence rather than a time or a word like `Link`."""
        return self.label if len(_WORDS.findall(self.label)) > 1 else ""


def split_range(text: str) -> tuple[str, str]:
    """The first and the last time of a range; a text that is no range and "" otherwise.

    >>> split_range("00:54:52 - 00:54:56")
    ('00:54:52', '00:54:56')
    """
    match = _RANGE.fullmatch(text)
    return (match["start"], match["end"]) if match else (text, "")
