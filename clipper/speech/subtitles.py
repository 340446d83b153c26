"""SRT and WebVTT, read for what is said and when.

pysubs2 reads them for what is shown: it keeps the lines that rolling captions repeat and
the times within a line, and takes a last line that is a number for the next cue's.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from clipper.model import Segment
from clipper.speech.timed import segment_of_parts

_STAMP = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})")
_MARKUP = re.compile(r"<(?!\d)[^<>]*>|\{\\[^{}]*\}")  # `<b>`, `<v Ada>`; `{\an8}` in some SRT
_TIME = re.compile(r"<(\d[^<>]*)>")
_MOST_LINES = 3  # that rolling captions show at once
_ADJACENT_MS = 100


@dataclass(frozen=True, slots=True)
class _Cue:
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def read_subtitles(text: str) -> Iterator[Segment]:
    """The cues without the lines that the cue before has shown, with the times of words if told."""
    before = _Cue(0, 0, ())
    for cue in _cues(text):
        is_next = cue.start_ms - before.end_ms <= _ADJACENT_MS
        lines = cue.lines[_repeated(before, cue) if is_next else 0 :]
        yield segment_of_parts(_parts(cue.start_ms, " ".join(lines)), cue.end_ms)
        before = cue


def _cues(text: str) -> Iterator[_Cue]:
    """A line of times, and what follows up to an empty line."""
    times: tuple[int, int] | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), ""]:
        found = _times(line)
        if times and (found or not line):
            yield _Cue(*times, tuple(lines))
            times = None
        if found:
            times, lines = found, []
        elif line.strip():
            lines.append(line)


def _times(line: str) -> tuple[int, int] | None:
    left, arrow, right = line.partition("-->")
    start = _STAMP.fullmatch(left.strip())
    end = _STAMP.match(right.lstrip())  # settings may follow
    return (_ms(start), _ms(end)) if arrow and start and end else None


def _ms(stamp: re.Match[str]) -> int:
    hours, minutes, seconds, fraction = stamp.groups(default="0")
    whole_s = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole_s * 1000 + int(fraction.ljust(3, "0"))


def _repeated(before: _Cue, cue: _Cue) -> int:
    """How many of the cue's first lines are the last ones of the cue before."""
    shown = [_plain(line) for line in before.lines[-_MOST_LINES:]]
    lines = [_plain(line) for line in cue.lines[:_MOST_LINES]]
    return next((n for n in range(len(lines), 0, -1) if shown[-n:] == lines[:n]), 0)


def _plain(line: str) -> str:
    return _TIME.sub("", _MARKUP.sub("", line)).strip()


def _parts(start_ms: int, text: str) -> Iterator[tuple[int, str]]:
    """The text as it is timed: `bees <00:00:02.500>dance` are two parts."""
    for position, part in enumerate(_TIME.split(_MARKUP.sub("", text))):
        if position % 2 == 0:
            yield start_ms, html.unescape(part)
        elif stamp := _STAMP.fullmatch(part):
            start_ms = _ms(stamp)
