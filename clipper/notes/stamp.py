"""What a note format finds in a text, before anything is known about the claim."""

from __future__ import annotations

import re
from dataclasses import dataclass

TIME = r"\d{1,3}(?::\d{1,3}){1,3}(?:[.,]\d{1,3}(?!\d))?"
# The dashes, waves and arrows that ranges are written with.
DASH = r"\s?(?:->|[-‐‑‒–—―−~〜～→]|\bto\b)\s?"  # noqa: RUF001

_RANGE = re.compile(rf"(?P<start>{TIME}){DASH}(?P<end>{TIME})")
_TIME = re.compile(rf"(?<![\d:]){TIME}(?![\d:])")
_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a time of a stamp is written: the text from `start` to `end` is the time, whole.

    `is_end` is true of the end of a range. These are the only offsets of a note that
    `clipper fix` ever writes to.
    """

    start: int
    end: int
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """A citation's markup in a text.

    `start` and `end` are the offsets of the markup, in characters. `text` is the time
    as written: the link's target where there is one, else the label; `label` is what
    the reader sees. `until` is the end of a range, as written. `source` is the source's
    id if the markup itself names one. `places` are all the spots where its times stand,
    label and target alike.

    `leads` says that the stamp speaks of what follows it, also when it stands alone in
    its block, as speaker turns and chapter marks do; other stamps that stand alone
    speak of what is above. `claim` is given by formats that are no Markdown, where
    nothing but the format knows what the stamp is about.
    """

    start: int
    end: int
    text: str
    label: str = ""
    until: str = ""
    source: str | None = None
    places: tuple[Place, ...] = ()
    leads: bool = False
    claim: str | None = None

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


def places_in(text: str, start: int, end: int) -> tuple[Place, ...]:
    """The places of a range, or of a single time, written somewhere in text[start:end].

    >>> places_in("[0:10-0:20]", 0, 11)
    (Place(start=1, end=5, is_end=False), Place(start=6, end=10, is_end=True))
    """
    if match := _RANGE.search(text, start, end):
        return (Place(*match.span("start")), Place(*match.span("end"), is_end=True))
    single = _TIME.search(text, start, end)
    return (Place(*single.span()),) if single else ()
