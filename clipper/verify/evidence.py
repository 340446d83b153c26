"""How well a stretch of speech supports a claim: features from words alone.

tf-idf over the recording's own word counts, as in Manning et al., Introduction to
Information Retrieval, chapter 6; a score counts against what the same claim scores
elsewhere in the recording, since a talk shares its vocabulary all over.
"""

from __future__ import annotations

import itertools
import math
import statistics
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from clipper.model import Span, Transcript, Word, union
from clipper.verify.normalise import is_number, tokens

WINDOW_MS = 30_000  # what one claim's evidence fits into; 20 to 45 s do equally well
_STEP_MS = 10_000
_BLOCK_MS = 15_000  # the "document" whose frequency makes the idf
_LEAST_WINDOWS = 10
_APART_MS = 45_000  # a window further away than this is "elsewhere"
_LONGEST_SENTENCE = 40  # words; recognised speech may lack full stops
_PAUSE_MS = 2_000
_CLOSING = "\"')\u201d\u2019"  # what may follow a full stop
_NEAR = 4  # words between the two of a bigram
_ALIKE = 80  # percent of letters, for names that were misheard
_LIKENESS_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as heard."""

    span: Span
    text: str
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class Recording:
    """What was heard of a recording, ready to be compared with claims."""

    sentences: tuple[Sentence, ...]
    heard: tuple[Span, ...]

    @cached_property
    def _timed(self) -> tuple[tuple[int, str], ...]:
        """Every content word with its time, spread evenly over its sentence."""
        return tuple(
            (s.span.start_ms + s.span.length_ms * i // len(s.tokens), token)
            for s in self.sentences
            for i, token in enumerate(s.tokens)
        )

    @cached_property
    def _starts(self) -> list[int]:
        return [at_ms for at_ms, _ in self._timed]

    @cached_property
    def idf(self) -> Mapping[str, float]:
        """log((N + 1) / (df + 0.5)) over blocks of 15 s."""
        # Dicts, since a set's order changes from run to run, and with it who wins a draw.
        blocks: dict[int, dict[str, None]] = {}
        for at_ms, token in self._timed:
            blocks.setdefault(at_ms // _BLOCK_MS, {})[token] = None
        count = Counter(token for block in blocks.values() for token in block)
        return {token: math.log((len(blocks) + 1) / (df + 0.5)) for token, df in count.items()}

    @cached_property
    def rarest(self) -> float:
        """The weight of a word that is never said here."""
        return max(self.idf.values(), default=1.0) + math.log(3)

    @cached_property
    def grid(self) -> tuple[Span, ...]:
        """Windows over all that was heard, 10 s apart."""
        return tuple(
            Span(start, start + WINDOW_MS)
            for span in self.heard
            for start in range(
                span.start_ms, max(span.start_ms + 1, span.end_ms - WINDOW_MS // 2), _STEP_MS
            )
        )

    @cached_property
    def grid_vectors(self) -> tuple[Mapping[str, float], ...]:
        return tuple(self.vector(self.words_in(span)) for span in self.grid)

    @property
    def is_short(self) -> bool:
        """Too little was heard for one place to be compared with the others."""
        return len(self.grid) < _LEAST_WINDOWS

    def words_in(self, span: Span) -> list[str]:
        """The content words that begin in `span`."""
        low, high = bisect_left(self._starts, span.start_ms), bisect_left(self._starts, span.end_ms)
        return [token for _, token in self._timed[low:high]]

    def sentences_in(self, span: Span) -> list[Sentence]:
        return [sentence for sentence in self.sentences if sentence.span.overlaps(span)]

    def weight(self, token: str) -> float:
        return self.idf.get(token, self.rarest)

    def vector(self, words: Iterable[str]) -> dict[str, float]:
        """The unit vector (1 + log tf) * idf."""
        raw = {t: (1 + math.log(n)) * self.weight(t) for t, n in Counter(words).items()}
        norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {token: value / norm for token, value in raw.items()}


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


@dataclass(frozen=True)
class Claim:
    """A claim in the words of one recording: misheard names are mapped to what was heard."""

    text: str
    tokens: tuple[str, ...]
    weights: Mapping[str, float]
    recording: Recording

    @cached_property
    def total(self) -> float:
        return sum(self.weights.values()) or 1.0

    @cached_property
    def vector(self) -> Mapping[str, float]:
        return self.recording.vector(self.tokens)

    @cached_property
    def bigrams(self) -> Mapping[tuple[str, str], float]:
        return {pair: self.weights[pair[0]] for pair in itertools.pairwise(self.tokens)}

    @cached_property
    def grid_cosines(self) -> tuple[float, ...]:
        return tuple(_dot(self.vector, vector) for vector in self.recording.grid_vectors)

    def recall(self, words: Iterable[str]) -> float:
        """The share of the claim's weight that is said in `words`."""
        said = set(words)
        return sum(w for token, w in self.weights.items() if token in said) / self.total


def claim_in(text: str, recording: Recording) -> Claim:
    """The claim, ready to be compared with this recording."""
    known = recording.idf
    mapped: list[str] = []
    weights: dict[str, float] = {}
    for token in tokens(text):
        alike = token if token in known else _alike(token, known)
        weights[alike] = recording.weight(token) * (1 if alike == token else _LIKENESS_WEIGHT)
        mapped.append(alike)
    return Claim(text, tuple(mapped), weights, recording)


def _alike(token: str, known: Mapping[str, float]) -> str:
    """The recording's word that looks like this one, else the word itself."""
    if len(token) < 5 or is_number(token):
        return token
    found = process.extractOne(token, known.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(found[0]) if found else token


@dataclass(frozen=True, slots=True)
class Evidence:
    """Features of one claim and one stretch; the fields are the columns of the regression.

    recall: share of the claim's idf weight said; cosine: tf-idf; pair: best recall of two
    neighbouring sentences; bigram: share of the claim's word pairs said within a few words;
    z, margin: cosine against the rest of what was heard; pair_margin: pair against the best
    elsewhere; rarity: mean idf of the claim's words; length: log of their number.
    """

    recall: float
    cosine: float
    pair: float
    bigram: float
    z: float
    margin: float
    rarity: float
    length: float


def evidence(claim: Claim, span: Span) -> Evidence:
    """How the stretch `span` of the claim's recording supports it."""
    recording = claim.recording
    words = recording.words_in(span)
    cosine = _dot(claim.vector, recording.vector(words))
    rivals = _elsewhere(claim, span) or [0.0]
    spread = statistics.pstdev(rivals) + 0.02
    return Evidence(
        recall=claim.recall(words),
        cosine=cosine,
        pair=max((score for score, _ in pairs(claim, span)), default=0.0),
        bigram=_bigram_share(claim, words),
        z=(cosine - statistics.fmean(rivals)) / spread,
        margin=cosine - max(rivals),
        rarity=claim.total / max(1, len(claim.weights)),
        length=math.log(1 + len(claim.tokens)),
    )


def pairs(claim: Claim, span: Span) -> Iterator[tuple[float, tuple[Sentence, ...]]]:
    """The recall of every two neighbouring sentences in `span`, with the sentences."""
    inside = claim.recording.sentences_in(span)
    for group in itertools.pairwise(inside) if len(inside) > 1 else (tuple(inside),):
        yield claim.recall(token for sentence in group for token in sentence.tokens), group


def _elsewhere(claim: Claim, span: Span) -> list[float]:
    middle = (span.start_ms + span.end_ms) // 2
    return [
        cosine
        for other, cosine in zip(claim.recording.grid, claim.grid_cosines, strict=True)
        if abs((other.start_ms + other.end_ms) // 2 - middle) >= _APART_MS
    ]


def _bigram_share(claim: Claim, words: Sequence[str]) -> float:
    near = {
        pair
        for i, word in enumerate(words)
        for other in words[i + 1 : i + 1 + _NEAR]
        for pair in ((word, other), (other, word))
    }
    said = sum(weight for pair, weight in claim.bigrams.items() if pair in near)
    return said / (sum(claim.bigrams.values()) or 1.0)


def _dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    return sum(value * b[token] for token, value in a.items() if token in b)
