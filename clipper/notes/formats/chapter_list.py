"""Chapters, as in a video's description: a time and what begins there in each line, list item,
heading or row of a table.

    0:00 The hive
    2:45 - The dance

Also a time alone on its line, with the text below it. Times of a diary look alike: a run
of times that ascend counts from three on, if it begins at 0:00, or if one of its times is
none of a day or has seconds. In a fence it must begin at 0:00: there, logs look alike, too.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence

from clipper.notes.stamp import DASH, Stamp, places_in, split_range
from clipper.times import readings

_TIME = r"\d{1,3}:[0-5]\d(?::[0-5]\d)?"
_LINE = re.compile(
    r"(?m:^)[ \t>]{0,99}(?:(?:[-*+•]|\d{1,3}[.)]|#{1,6}|\|)[ \t]{1,9})?(?P<bold>\*\*)?"
    rf"(?P<markup>(?P<code>`)?(?P<time>{_TIME}(?:{DASH}{_TIME})?)(?(code)`))(?(bold)\*\*)(?!\w|:\d)"
    r"(?![ \t]?(?:[ap]\.?m\b|o'clock|Uhr|h\b|UTC|GMT|[A-Z]{1,2}ST\b))"
    r"(?=[ \t]{0,9}(?:\n|\Z|[ \t\-–—:|·.)]{1,9}[^\n]))"  # noqa: RUF001
)
_FENCE = re.compile(r"(?m:^)[ \t>]{0,99}(?:```|~~~)")
_FEWEST = 3
_DAY_H = 24


def find(text: str) -> Iterator[Stamp]:
    """Every line of each run of chapters."""
    lines = list(_LINE.finditer(text))
    if len(lines) < _FEWEST:
        return
    fences = [fence.start() for fence in _FENCE.finditer(text)]
    for run in _runs(lines, fences):
        is_fenced = bisect.bisect(fences, run[0].start()) % 2 == 1
        if _are_chapters(run, is_fenced=is_fenced):
            for line in run:
                first, until = split_range(line["time"])
                places = places_in(text, *line.span("time"))
                yield Stamp(*line.span("markup"), first, first, until, places=places, leads=True)


def _runs(lines: Sequence[re.Match[str]], fences: Sequence[int]) -> Iterator[list[re.Match[str]]]:
    """Lines whose times ascend, all of them in the same fence or in none."""
    run: list[re.Match[str]] = []
    last: tuple[int, int] | None = None
    for line in lines:
        place = (bisect.bisect(fences, line.start()), _at_ms(line))
        if last and (place[0] != last[0] or place[1] <= last[1]):
            yield run
            run = []
        run.append(line)
        last = place
    if run:
        yield run


def _are_chapters(run: Sequence[re.Match[str]], *, is_fenced: bool) -> bool:
    if len(run) < _FEWEST:
        return False
    fields = [split_range(line["time"])[0].split(":") for line in run]
    is_of_no_day = any(len(time) == 3 or int(time[0]) >= _DAY_H for time in fields)
    return _at_ms(run[0]) == 0 or (is_of_no_day and not is_fenced)


def _at_ms(line: re.Match[str]) -> int:
    return readings(split_range(line["time"])[0])[0].at_ms
