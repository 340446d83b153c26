"""What of a transcript is speech: Whisper writes something down for noise and music too.

Decided from the decoder's own figures whenever a transcript is read, never stored, so that
a threshold may change without anything being heard again. What the thresholds rest on:
`docs/verification.md`.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from clipper.model import Segment, Span, Transcript

_LEAST_WORDS = 3  # in a window; fewer are the end of a sentence before it, or a shout
LOOP = 2.4  # compression of a half minute that repeats itself, by the Whisper paper
_LOOP_WORDS = 4  # said again at once: "thank you, thank you, thank you"
_LONGEST_PHRASE = 8  # words of a phrase that is said again and again
LANGUAGE = 0.5  # of the recording's language: English had 0.84 and more, others under 0.5


@dataclass(frozen=True, slots=True)
class _Least:
    """Of a half minute: mean log probability of its tokens, mean probability of its words."""

    log: float
    word: float


_HEARD = _Least(-1.0, 0.5)  # English in noise as loud as itself had -0.85 and 0.55
_TRANSLATED = _Least(-1.25, 0.4)  # of many ways to say it none is likely
_ENGLISH_ONLY = _Least(-0.8, 0.6)  # which hears another language as bad English

# What Whisper learned to write where subtitles had nothing to say.
_MADE_UP = frozenset(
    {
        "i hope you enjoyed this video and i will see you soon",
        "i will see you in the next video",
        "ill see you in the next video",
        "please like and subscribe",
        "please subscribe",
        "please subscribe to my channel",
        "see you in the next video",
        "thank you for watching",
        "thank you so much for watching",
        "thanks for watching",
        "untertitel im auftrag des zdf für funk 2017",
    }
)
_CREDITS = re.compile(r"amara\.org|castingwords", re.IGNORECASE)
_SOUND = re.compile(r"[\[(][^\W\d_]+(?: [^\W\d_]+){0,3}[\])]")  # "[Music]", "(loud applause)"


class Doubt(StrEnum):
    """Why what was heard is not trusted, in words that a place may follow."""

    SILENCE = "no speech was heard"
    NOISE = "only music or noise was heard"
    UNCLEAR = "nothing was understood well enough"
    REPEATS = "only words that repeat themselves were heard"
    LANGUAGE = "another language is spoken"


class _Words:
    """How many words of some segments are spoken in a window."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        words = [word for segment in segments for word in segment.words]
        self._starts = sorted(word.start_ms for word in words)
        self._ends = sorted(word.end_ms for word in words)

    def count(self, window: Span) -> int:
        """Of those that have begun by its end, the ones that had not ended by its start."""
        begun = bisect.bisect_left(self._starts, window.end_ms)
        return begun - bisect.bisect_right(self._ends, window.start_ms)


@dataclass(frozen=True)
class Trust:
    """A transcript without what cannot be trusted, and that with the reasons."""

    transcript: Transcript
    doubted: tuple[tuple[Segment, Doubt], ...]

    def doubt_in(self, window: Span) -> Doubt | None:
        """Why the speech in a window cannot be judged; None when most of it can be trusted."""
        trusted = self._trusted.count(window)
        doubted = {doubt: words.count(window) for doubt, words in self._doubted.items()}
        if sum(doubted.values()) > trusted:
            return max(doubted, key=doubted.__getitem__)
        return None if trusted >= _LEAST_WORDS else Doubt.SILENCE

    @cached_property
    def _trusted(self) -> _Words:
        return _Words(self.transcript.segments)

    @cached_property
    def _doubted(self) -> Mapping[Doubt, _Words]:
        segments: dict[Doubt, list[Segment]] = {}
        for segment, doubt in self.doubted:
            segments.setdefault(doubt, []).append(segment)
        return {doubt: _Words(alike) for doubt, alike in segments.items()}


def trusted(transcript: Transcript, *, is_translated: bool = False) -> Trust:
    """What of the transcript is speech, in the language that it is said to be in."""
    least = _TRANSLATED if is_translated else _HEARD
    kept: list[Segment] = []
    doubted: list[tuple[Segment, Doubt]] = []
    for _, together in itertools.groupby(transcript.segments, key=_figures):
        for segment, doubt in _doubts(tuple(together), least):
            if doubt is None:
                kept.append(segment)
            else:
                doubted.append((segment, doubt))
    return Trust(dataclasses.replace(transcript, segments=tuple(kept)), tuple(doubted))


def _figures(segment: Segment) -> tuple[float, ...]:
    """The same for all segments that were decoded together, of half a minute at most."""
    return (
        segment.log_probability,
        segment.compression,
        segment.no_speech,
        segment.language_probability,
    )


def _doubts(segments: Sequence[Segment], least: _Least) -> Iterator[tuple[Segment, Doubt | None]]:
    whole = _doubt_in_all(segments, least)
    repeated = set() if whole else _repeated(segments)
    for number, segment in enumerate(segments):
        own = Doubt.REPEATS if number in repeated else _doubt_in_text(segment.text)
        yield segment, whole or own


def _doubt_in_all(segments: Sequence[Segment], least: _Least) -> Doubt | None:
    """What the figures say of segments that were decoded together."""
    first = segments[0]
    likely = [word.probability for segment in segments for word in segment.words]
    if first.language_probability < LANGUAGE:
        return Doubt.LANGUAGE
    if first.compression > LOOP:
        return Doubt.REPEATS
    if not first.language:
        least = _ENGLISH_ONLY
    if first.log_probability < least.log or sum(likely) < least.word * len(likely):
        return Doubt.UNCLEAR
    return None


def _doubt_in_text(text: str) -> Doubt | None:
    said = " ".join(filter(None, _bare(_SOUND.sub(" ", text).split())))
    return Doubt.NOISE if not said or said in _MADE_UP or _CREDITS.search(text) else None


def _repeated(segments: Sequence[Segment]) -> set[int]:
    """The numbers of the segments that take part in a loop: a phrase said again and again."""
    owners = [number for number, segment in enumerate(segments) for _ in segment.words]
    words = list(_bare(word.text for segment in segments for word in segment.words))
    found: set[int] = set()
    for length in range(1, _LONGEST_PHRASE + 1):
        again = 0
        for at in range(length, len(words)):
            again = again + 1 if words[at] == words[at - length] and _is_word(words[at]) else 0
            if again == max(_LOOP_WORDS, 2 * length):
                found.update(owners[at - again - length + 1 : at + 1])
            elif again > max(_LOOP_WORDS, 2 * length):
                found.add(owners[at])
    return found


def _is_word(text: str) -> bool:
    """Digits are read out one after the other, and may well be the same."""
    return bool(text) and not text.isdigit()


def _bare(words: Iterable[str]) -> Iterator[str]:
    """Letters and digits alone, in lower case."""
    for word in words:
        yield "".join(filter(str.isalnum, word.casefold()))
