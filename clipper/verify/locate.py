"""Where in a recording a claim is said: best windows first, and in them the sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from clipper.model import Span
from clipper.verify.claim import Claim
from clipper.verify.evidence import Evidence
from clipper.verify.probability import Fitted
from clipper.verify.recording import Sentence

_APART_MS = 30_000  # two places nearer than this are one
# As long as one thought is spoken. Measured on stamps moved by 30 s: 10 s tells the place
# from its neighbours (AUROC .93), 20 s blurs them (.78).
_STRETCH_MS = 10_000
_WITHIN_MS = 5_000  # starts in a sentence so long that a stretch does not hold it
_MUCH = 0.5  # of what the best sentence says: those before only lead up to it


@dataclass(frozen=True, slots=True)
class Stretch:
    """The sentences that say a claim, where its evidence begins, and how it ranks."""

    sentences: tuple[Sentence, ...]
    at_ms: int
    rank: float

    @property
    def heard(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def best_places(
    evidence: Evidence, *, count: int, fitted: Fitted | None = None
) -> tuple[Span, ...]:
    """Up to `count` windows that support the claim best, at least half a minute apart."""
    grid = evidence.claim.recording.grid
    ranks = evidence.ranks(fitted or evidence.fitted)
    is_spoken_of = evidence.is_spoken_of
    found: list[Span] = []
    for index in np.argsort(-ranks, kind="stable").tolist():
        if is_spoken_of[index] and all(
            abs(grid[index].start_ms - other.start_ms) >= _APART_MS for other in found
        ):
            found.append(grid[index])
        if len(found) == count:
            break
    return tuple(found)


def best_stretch(evidence: Evidence, spans: Iterable[Span]) -> Stretch | None:
    """The stretch that begins in one of `spans` and says the claim best; None without speech."""
    starts = sorted({start for span in spans for start in _starts(evidence, span)})
    if not starts:
        return None
    stretches = [Span(start, start + _STRETCH_MS) for start in starts]
    ranks = evidence.ranks_of(stretches)
    best = int(ranks.argmax())
    sentences = tuple(_said(evidence, stretches[best]))
    at_ms = _begin_ms(evidence.claim, sentences, starts[best])
    return Stretch(sentences, at_ms, float(ranks[best]))


def _starts(evidence: Evidence, span: Span) -> Iterator[int]:
    for sentence in evidence.claim.recording.sentences_in(span):
        last = max(sentence.span.start_ms + 1, sentence.span.end_ms - _STRETCH_MS)
        for start in range(sentence.span.start_ms, last, _WITHIN_MS):
            if span.holds(start):
                yield start


def _said(evidence: Evidence, stretch: Span) -> Iterator[Sentence]:
    """The sentences of which half and more lies in the stretch, or that hold half of it."""
    for sentence in evidence.claim.recording.sentences_in(stretch):
        middle = (sentence.span.start_ms + sentence.span.end_ms) // 2
        begins = sentence.span.start_ms <= stretch.start_ms
        if begins or middle < stretch.end_ms:
            yield sentence


def _begin_ms(claim: Claim, sentences: Sequence[Sentence], start_ms: int) -> int:
    """Where the evidence begins: the first sentence that says half as much as the best, and more.

    Not before the stretch, which may start amid a long sentence.
    """
    said = [claim.recall(sentence.tokens) for sentence in sentences]
    for sentence, share in zip(sentences, said, strict=True):
        if share >= max(said) * _MUCH:
            return max(start_ms, sentence.span.start_ms)
    return start_ms
