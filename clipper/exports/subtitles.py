"""Words as subtitles: cues of two short lines that a viewer has time to read.

Lengths and durations are those that broadcasters and streaming services ask for
(https://partnerhelp.netflixstudios.com/hc/en-us/articles/217350977).
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from clipper.exports.sheet import Nothing, Sheet
from clipper.model import Segment, Span, Word, union

_LINE = 42  # characters
_SHORTEST_MS, _LONGEST_MS = 1_000, 7_000
_SILENCE_MS = 1_500  # nothing is shown through a longer one
_PAUSE_MS = 300
_MOST_WORDS = 30  # that fit two lines, of any language

# What it costs to end a cue here; a cue costs something itself, and more if it flashes by.
_AT_SENTENCE, _AT_PAUSE, _AT_CLAUSE, _ELSEWHERE, _FLASH = 1.0, 2.0, 3.0, 9.0, 8.0

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")  # noqa: RUF001
_CLAUSE_END = re.compile(r"[,;:–—，；：、][\"'”’)\]]*$")  # noqa: RUF001
# SRT has no escapes, and players take these for markup.
_NO_MARKUP = str.maketrans("<>{}", "‹›()")  # noqa: RUF001

NO_WORDS = Nothing("no words are known", "'clipper run' hears them, or give --transcript")


@dataclass(frozen=True, slots=True)
class Cue:
    """Text of one or two lines, shown from `start_ms` to `end_ms`."""

    start_ms: int
    end_ms: int
    text: str


def cues(segments: Iterable[Segment], span: Span) -> tuple[Cue, ...]:
    """What is said in `span`, on a clock that starts with it; cues never overlap.

    Words count that lie in the span with more than half of their time.
    """
    said = sorted(_said(segments, span), key=lambda word: word.start_ms)
    shown = [cue for part in _at_silences(said) for cue in _broken(part)]
    return tuple(_timed(shown, span))


def in_windows(sheet: Sheet) -> tuple[Cue, ...]:
    """What is said in all stretches of the sheet's one recording, on its clock."""
    said = [segment for recording in sheet.recordings for segment in recording.said]
    return tuple(
        replace(cue, start_ms=cue.start_ms + span.start_ms, end_ms=cue.end_ms + span.start_ms)
        for span in union(shot.span for shot in sheet.shots())
        for cue in cues(said, span)
    )


def srt(shown: Iterable[Cue]) -> str:
    """The cues as SubRip."""
    blocks = (
        f"{number}\n{_times(cue, ',')}\n{cue.text.translate(_NO_MARKUP)}\n"
        for number, cue in enumerate(shown, start=1)
    )
    return "\n".join(blocks)


def vtt(shown: Iterable[Cue]) -> str:
    """The cues as WebVTT."""
    blocks = (f"{_times(cue, '.')}\n{html.escape(cue.text, quote=False)}\n" for cue in shown)
    return "\n".join(["WEBVTT\n", *blocks])


def _times(cue: Cue, point: str) -> str:
    return f"{_time(cue.start_ms, point)} --> {_time(cue.end_ms, point)}"


def _time(at_ms: int, point: str) -> str:
    seconds, ms = divmod(at_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{ms:03d}"


def _said(segments: Iterable[Segment], span: Span) -> Iterator[Word]:
    """The words in the span, none of them longer than a line."""
    for word in (word for segment in segments for word in segment.words):
        if span.holds((word.start_ms + word.end_ms) // 2):
            yield from _pieces(word)


def _pieces(word: Word) -> Iterator[Word]:
    text = _CONTROL.sub(" ", word.text)
    length_ms = max(0, word.end_ms - word.start_ms)
    for at in range(0, len(text), _LINE):
        piece = text[at : at + _LINE]
        start_ms = word.start_ms + length_ms * at // len(text)
        end_ms = word.start_ms + length_ms * (at + len(piece)) // len(text)
        yield Word(piece, start_ms, end_ms, word.probability)


def _at_silences(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """The words in runs without a silence."""
    first = 0
    for at, (word, after) in enumerate(itertools.pairwise(words), start=1):
        if after.start_ms - word.end_ms > _SILENCE_MS:
            yield words[first:at]
            first = at
    yield words[first:]


def _broken(words: Sequence[Word]) -> Iterator[Cue]:
    """The words in the cues that cost least, as lines of a paragraph are set."""
    costs, starts = [0.0], [0]
    for end in range(1, len(words) + 1):
        earlier = range(max(0, end - _MOST_WORDS), end)
        tried = [(costs[start] + _cost(words, start, end), start) for start in earlier]
        cost, start = min(tried)
        costs.append(cost)
        starts.append(start)
    ends = [len(words)]
    while ends[-1] > 0:
        ends.append(starts[ends[-1]])
    for start, end in itertools.pairwise(reversed(ends)):
        text = _text(words[start:end])
        if text:
            yield Cue(words[start].start_ms, words[end - 1].end_ms, _in_lines(text))


def _cost(words: Sequence[Word], start: int, end: int) -> float:
    """What the cue of words[start:end] costs; infinite where it cannot be."""
    text, last = _text(words[start:end]), words[end - 1]
    length_ms = last.end_ms - words[start].start_ms
    is_single = end - start == 1
    if not is_single and (length_ms > _LONGEST_MS or not _fits(text)):
        return float("inf")
    cost = (1 - len(text) / (2 * _LINE)) ** 2  # of two cues, both are of one length
    pause_ms = words[end].start_ms - last.end_ms if end < len(words) else _SILENCE_MS
    cost += _FLASH if length_ms + pause_ms < _SHORTEST_MS else 0
    if end == len(words) or _SENTENCE_END.search(text):
        return cost + _AT_SENTENCE
    if pause_ms >= _PAUSE_MS:
        return cost + _AT_PAUSE
    return cost + (_AT_CLAUSE if _CLAUSE_END.search(text) else _ELSEWHERE)


def _text(words: Iterable[Word]) -> str:
    return " ".join("".join(word.text for word in words).split())


def _fits(text: str) -> bool:
    return len(text) <= _LINE or bool(_blanks(text))


def _blanks(text: str) -> list[int]:
    """Where a text of more than one line may be broken into two."""
    first = max(0, len(text) - _LINE - 1)
    return [at for at in range(first, min(_LINE, len(text) - 1) + 1) if text[at] == " "]


def _in_lines(text: str) -> str:
    """One line, or two that are about as long, the first one ending a clause where it can."""
    if len(text) <= _LINE:
        return text

    def badness(at: int) -> int:
        clause = 12 * bool(_CLAUSE_END.search(text[:at]) or _SENTENCE_END.search(text[:at]))
        return abs(2 * at - len(text)) - clause

    at = min(_blanks(text), key=badness)
    return f"{text[:at]}\n{text[at + 1 :]}"


def _timed(shown: Sequence[Cue], span: Span) -> Iterator[Cue]:
    """The cues on the span's clock, each long enough to be read where the next one allows."""
    starts = list(itertools.accumulate((max(span.start_ms, cue.start_ms) for cue in shown), _later))
    for cue, start_ms, next_ms in zip(shown, starts, [*starts, span.end_ms][1:], strict=True):
        latest_ms = min(next_ms, span.end_ms)  # a long word's pieces may begin after it
        end_ms = min(max(cue.end_ms, start_ms + _SHORTEST_MS), start_ms + _LONGEST_MS, latest_ms)
        if start_ms < end_ms:
            yield Cue(start_ms - span.start_ms, end_ms - span.start_ms, cue.text)


def _later(before_ms: int, start_ms: int) -> int:
    return max(before_ms + 1, start_ms)
