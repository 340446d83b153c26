"""What was heard of a recording, indexed so that many claims can be compared with it.

An inverted index (Manning et al., Introduction to Information Retrieval, chapter 1):
for every content word, and every four letters of one, the places where it is said.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clipper.model import Span, Transcript, Word, union
from clipper.verify.normalise import is_number, tokens

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Vectors = NDArray[np.float32]
MeaningOf = Callable[[Sequence[str]], Vectors]  # unit vectors, one row a text

WINDOW_MS = 30_000  # what one claim's evidence fits into; 20 to 45 s do equally well
STEP_MS = 10_000
_BLOCK_MS = 15_000  # the "document" whose frequency makes the idf
_LEAST_WINDOWS = 10
_LONGEST_SENTENCE = 40  # words; recognised speech may lack full stops
_PAUSE_MS = 2_000
_CLOSING = "\"')\u201d\u2019"  # what may follow a full stop
_GRAM = 4  # letters: long enough to tell words apart, short enough to survive a misheard one
NOWHERE: Places = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as heard."""

    span: Span
    text: str
    tokens: tuple[str, ...]


class Postings:
    """Where each term of a running text stands, and how telling it is."""

    def __init__(self, terms: Sequence[Iterable[str]], times: Places) -> None:
        self.at: Mapping[str, Places]
        at: dict[str, list[int]] = {}
        blocks: dict[str, dict[int, None]] = {}
        for position, (words, at_ms) in enumerate(zip(terms, times.tolist(), strict=True)):
            for term in words:
                at.setdefault(term, []).append(position)
                blocks.setdefault(term, {})[at_ms // _BLOCK_MS] = None
        self.at = {term: np.array(places, np.int64) for term, places in at.items()}
        count = len({at_ms // _BLOCK_MS for at_ms in times.tolist()})
        self.idf: Mapping[str, float] = {
            term: math.log((count + 1) / (len(found) + 0.5)) for term, found in blocks.items()
        }
        # The weight of a term that is never said here.
        self.rarest = max(self.idf.values(), default=1.0) + math.log(3)
        self._terms = [tuple(words) for words in terms]
        self._norms: dict[tuple[int, int], float] = {}

    def weight(self, term: str) -> float:
        return self.idf.get(term, self.rarest)

    def counts(self, terms: Iterable[str], low: Places, high: Places) -> Numbers:
        """How often each term stands in the ranges [low, high) of positions, (terms, ranges)."""
        edges = np.concatenate([low, high])
        found = [self.at.get(term, NOWHERE).searchsorted(edges) for term in terms]
        before = np.array(found, float).reshape(len(found), 2, len(low))
        return np.asarray(before[:, 1] - before[:, 0], float)

    def norms(self, low: Places, high: Places) -> Numbers:
        """The length of each range's vector (1 + log tf) * idf."""
        ranges = list(zip(low.tolist(), high.tolist(), strict=True))
        for fresh in dict.fromkeys(ranges):
            if fresh not in self._norms:
                self._norms[fresh] = self._norm(*fresh)
        return np.array([self._norms[each] for each in ranges], float)

    def _norm(self, low: int, high: int) -> float:
        count = Counter(itertools.chain.from_iterable(self._terms[low:high]))
        squares = (((1 + math.log(n)) * self.idf[term]) ** 2 for term, n in count.items())
        return math.sqrt(sum(squares)) or 1.0


@dataclass(frozen=True)
class Recording:
    """What was heard of a recording, ready to be compared with claims.

    `meaning_of`: the optional text model.
    """

    sentences: tuple[Sentence, ...]
    heard: tuple[Span, ...]
    meaning_of: MeaningOf | None = None

    @cached_property
    def meanings(self) -> Vectors | None:
        """A unit vector for each sentence; None without a model or without sentences."""
        if self.meaning_of is None or not self.sentences:
            return None
        return self.meaning_of([sentence.text for sentence in self.sentences])

    @cached_property
    def _timed(self) -> tuple[tuple[int, str], ...]:
        """Every content word with its time, spread evenly over its sentence."""
        return tuple(
            (s.span.start_ms + s.span.length_ms * i // len(s.tokens), token)
            for s in self.sentences
            for i, token in enumerate(s.tokens)
        )

    @cached_property
    def times(self) -> Places:
        """When each content word is said, in ms."""
        return np.array([at_ms for at_ms, _ in self._timed], np.int64)

    @cached_property
    def words(self) -> Postings:
        return Postings([(token,) for _, token in self._timed], self.times)

    @cached_property
    def grams(self) -> Postings:
        return Postings([grams(token) for _, token in self._timed], self.times)

    @cached_property
    def _sentence_starts(self) -> Places:
        return np.array([s.span.start_ms for s in self.sentences], np.int64)

    @cached_property
    def _sentence_ends(self) -> Places:
        # Running, so that one that ends before the last does not break the order.
        ends = np.array([s.span.end_ms for s in self.sentences], np.int64)
        return np.maximum.accumulate(ends) if len(ends) else ends

    @cached_property
    def sentence_ends(self) -> Places:
        """The position after each sentence's last content word."""
        return np.cumsum([len(s.tokens) for s in self.sentences], dtype=np.int64)

    @cached_property
    def grid(self) -> tuple[Span, ...]:
        """Windows over all that was heard, 10 s apart."""
        return tuple(
            Span(start, start + WINDOW_MS)
            for span in self.heard
            for start in range(
                span.start_ms, max(span.start_ms + 1, span.end_ms - WINDOW_MS // 2), STEP_MS
            )
        )

    @cached_property
    def beside_grid(self) -> tuple[tuple[Span, ...], Places, Places]:
        """What lies 10 s before and after the grid's windows, which are mostly its own.

        The windows that are not, and the places of those before and of those after each one
        among the grid's and these.
        """
        places = {window: place for place, window in enumerate(self.grid)}
        before, after = (
            np.array([places.setdefault(moved(w, by), len(places)) for w in self.grid], np.int64)
            for by in (-STEP_MS, STEP_MS)
        )
        return tuple(places)[len(self.grid) :], before, after

    @cached_property
    def grid_middles(self) -> Numbers:
        """In ms."""
        return np.array([middle(window) for window in self.grid], float)

    @cached_property
    def usual_size(self) -> float:
        """Content words in a window, on average; at least 1."""
        low, high = self.positions(self.grid)
        return max(1.0, float((high - low).mean())) if len(low) else 1.0

    @property
    def is_short(self) -> bool:
        """Too little was heard for one place to be compared with the others."""
        return len(self.grid) < _LEAST_WINDOWS

    def positions(self, spans: Sequence[Span]) -> tuple[Places, Places]:
        """The range of content words that begin in each span."""
        starts = [span.start_ms for span in spans]
        ends = [span.end_ms for span in spans]
        return np.searchsorted(self.times, starts), np.searchsorted(self.times, ends)

    def sentence_ranges(self, spans: Sequence[Span]) -> tuple[Places, Places]:
        """The range of sentences that touch each span."""
        starts = [span.start_ms for span in spans]
        ends = [span.end_ms for span in spans]
        low = np.searchsorted(self._sentence_ends, starts, side="right")
        return low, np.maximum(low, np.searchsorted(self._sentence_starts, ends))

    def words_in(self, span: Span) -> list[str]:
        """The content words that begin in `span`."""
        (low,), (high,) = self.positions([span])
        return [token for _, token in self._timed[low:high]]

    def sentences_in(self, span: Span) -> list[Sentence]:
        (low,), (high,) = self.sentence_ranges([span])
        return [s for s in self.sentences[low:high] if s.span.overlaps(span)]


def middle(span: Span) -> float:
    return (span.start_ms + span.end_ms) / 2


def moved(span: Span, by_ms: int) -> Span:
    return Span(span.start_ms + by_ms, span.end_ms + by_ms)


def grams(token: str) -> tuple[str, ...]:
    """The overlapping four letters of a word with its ends marked; a number is one.

    >>> grams("moon")
    ('^moo', 'moon', 'oon$')
    """
    if is_number(token):
        return (token,)
    marked = f"^{token}$"
    return tuple(marked[i : i + _GRAM] for i in range(max(1, len(marked) - _GRAM + 1)))


def index(transcript: Transcript) -> Recording:
    """The transcript cut into sentences, at full stops and pauses."""
    words = [word for segment in transcript.segments for word in segment.words]
    words.sort(key=lambda word: word.start_ms)
    return Recording(tuple(_sentences(words)), union(transcript.heard, gap_ms=1_000))


def _sentences(words: Sequence[Word]) -> Iterator[Sentence]:
    run: list[Word] = []
    for word, following in itertools.zip_longest(words, words[1:]):
        run.append(word)
        ends = word.text.rstrip(_CLOSING).endswith((".", "?", "!", "…"))
        pause = following is None or following.start_ms - word.end_ms > _PAUSE_MS
        if ends or pause or len(run) >= _LONGEST_SENTENCE:
            yield _sentence(run)
            run = []


def _sentence(words: Sequence[Word]) -> Sentence:
    # Words bring their own blanks: Whisper hears " 1" and ",400".
    text = "".join(word.text for word in words).strip()
    return Sentence(Span(words[0].start_ms, words[-1].end_ms), text, tokens(text))
