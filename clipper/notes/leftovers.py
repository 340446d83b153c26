"""What looks like a time and is no citation, each with the reason why: nothing vanishes.

The reasons are for readers of a report; what is a citation, the formats alone decide.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clipper.notes import marks
from clipper.notes.blanks import comments
from clipper.notes.blocks import code_lines
from clipper.notes.embeds import without_embeds
from clipper.notes.frontmatter import front_matter
from clipper.notes.stamp import Stamp


class Why(StrEnum):
    """Why a text is no citation, though it looks like a time."""

    FRONT_MATTER = "front-matter"
    COMMENT = "comment"
    CODE = "code"
    URL = "url"  # a link's target, a page's or a file's name
    TAG = "tag"  # an HTML tag that is no anchor of ours
    LABEL = "label"  # of a link that leads to no recording
    DATE = "date"
    CLOCK = "clock"  # `7:00 PM`, `14:00 UTC`, `at 9:15`
    RATIO = "ratio"  # `16:9`, `1:1:1`, `3:16-18`
    NUMBERS = "numbers"  # a line of figures
    JOURNAL = "journal"  # a list item that begins with it
    PROSE = "prose"  # nothing marks it as a citation


@dataclass(frozen=True, slots=True)
class Leftover:
    """`line` and `column` are 1-based."""

    line: int
    column: int
    text: str
    why: Why


# No piece of a longer run of letters and digits, as in addresses of machines.
TIME_LIKE = re.compile(
    r"(?:(?<![A-Za-z0-9_:])|(?<=\dT))\d{1,3}:\d{1,3}(?::\d{1,3}){0,2}"
    r"(?![0-9_]|:[0-9A-Za-z]|(?!(?:[ap]m|[hsz]|utc|gmt|uhr)(?![a-z]))[a-z])",
    re.IGNORECASE,
)

_OBSIDIAN_COMMENT = re.compile(r"%%[^%]*+%%")
_TAG = re.compile(r"</?[A-Za-z][^<>]*+>")
_INLINE_CODE = re.compile(r"(?<!`)(?P<ticks>`{1,3})(?!`)[^\n]{1,500}?(?<!`)(?P=ticks)(?!`)")
_URL = re.compile(r"\]\([^()\n]*+\)|https?://[^\s<>]+|\[\[[^\[\]|\n]*+")

_AROUND = 60  # characters of a line that are looked at, before and behind
_LABEL_BEHIND = re.compile(r"[^\[\]]*\]\(")
_FILE_BEHIND = re.compile(
    r"[\w.:-]*\.(?:md|txt|srt|vtt|mp[34]|m4[av]|mkv|webm|mov|wav|pdf|png|jpg)\b"
)
_DATE_BEFORE = re.compile(r"(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})[T, ]{0,3}$")
_CLOCK_BEHIND = re.compile(
    r"(?:\s?[-–]\s?\d{1,2}:\d\d)?\s?(?:[ap]\.?\s?m\b|o['’]clock|uhr\b|h\b"  # noqa: RUF001
    r"|(?:utc|gmt|[ecmp][sd]t|[bij]st|cet|cest|z)\b)",
    re.IGNORECASE,
)
_CLOCK_BEFORE = re.compile(
    r"\b(?:at|by|until|till|before|after|around|since|from|about|um|vers)\s$", re.IGNORECASE
)
_HOUR_OF_DAY = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
_RATIO = re.compile(r"\d{1,3}:\d|\d:\d:\d")
_VERSES_BEHIND = re.compile(r"[-–]\d{1,3}(?![\d:])")  # noqa: RUF001
_ITEM_BEFORE = re.compile(r"[\s>]*(?:[-*+•]|\d{1,2}[.)])\s+(?:\[[ xX]\]\s+)?[*_]*$")


def leftovers(text: str, stamps: Iterable[Stamp]) -> Iterator[Leftover]:
    """Every text that looks like a time and stands in the markup of none of the stamps.

    `stamps` are those of a note's citations (`clipper.notes.read.cited`).

    >>> list(leftovers("We met at 9:15.", ()))
    [Leftover(line=1, column=11, text='9:15', why=<Why.CLOCK: 'clock'>)]
    """
    text = without_embeds(marks.clean(text))
    lines = [0, *(newline.end() for newline in re.finditer("\n", text)), len(text) + 1]
    whys = _Whys(text, tuple(stamps), lines)
    for time in TIME_LIKE.finditer(text):
        line = bisect.bisect(lines, time.start())
        if not whys.is_cited(time):
            column = time.start() - lines[line - 1] + 1
            yield Leftover(line, column, time[0], whys.of(time, lines[line - 1], lines[line] - 1))


class _Whys:
    """The reasons that hold for stretches of a text, painted over each other."""

    def __init__(self, text: str, stamps: Sequence[Stamp], lines: Sequence[int]) -> None:
        self._text = text
        self._paint = bytearray(len(text))
        self._colours = list(Why)
        for why, pattern in (
            (Why.URL, _URL),
            (Why.TAG, _TAG),
            (Why.CODE, _INLINE_CODE),
            (Why.COMMENT, _OBSIDIAN_COMMENT),
        ):
            self._fill(why, (match.span() for match in pattern.finditer(text)))
        self._fill(Why.COMMENT, comments(text))
        marked = marks.put(text, stamps)
        self._fill(Why.CODE, ((lines[first], lines[end]) for first, end in code_lines(marked)))
        self._fill(Why.FRONT_MATTER, [(0, front_matter(text, note="").end)])
        self._fill(None, ((stamp.start, stamp.end) for stamp in stamps))

    def _fill(self, why: Why | None, spans: Iterable[tuple[int, int]]) -> None:
        colour = self._colours.index(why) + 1 if why else 0xFF
        for start, end in spans:
            self._paint[start:end] = bytes([colour]) * (end - start)

    def is_cited(self, time: re.Match[str]) -> bool:
        return 0xFF in self._paint[time.start() : time.end()]

    def of(self, time: re.Match[str], start: int, end: int) -> Why:
        """Why a time on the line text[start:end] is left over."""
        if colour := self._paint[time.start()]:
            return self._colours[colour - 1]
        before = self._text[max(start, time.start() - _AROUND) : time.start()]
        behind = self._text[time.end() : min(end, time.end() + _AROUND)]
        return _why(time[0], before, behind)


def _why(time: str, before: str, behind: str) -> Why:
    is_hour = _HOUR_OF_DAY.fullmatch(time) is not None
    reasons = {
        Why.LABEL: _LABEL_BEHIND.match(behind),
        Why.URL: _FILE_BEHIND.match(behind),
        Why.DATE: _DATE_BEFORE.search(before),
        Why.CLOCK: _CLOCK_BEHIND.match(behind) or (is_hour and _CLOCK_BEFORE.search(before)),
        Why.RATIO: _RATIO.fullmatch(time) or _VERSES_BEHIND.match(behind),
        Why.NUMBERS: _are_figures(f"{before} {behind}"),
        Why.JOURNAL: _ITEM_BEFORE.match(before),
    }
    return next((why for why, holds in reasons.items() if holds), Why.PROSE)


def _are_figures(line: str) -> bool:
    words = [word for word in line.split() if any(map(str.isalnum, word))]
    figures = sum(not any(map(str.isalpha, word)) for word in words)
    return len(words) > 1 and 2 * figures > len(words)
