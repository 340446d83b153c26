"""Where in a recording a claim is said, best place first."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from clipper.model import Span
from clipper.verify.evidence import Claim, Sentence, pairs

_APART_MS = 30_000  # two places nearer than this are one
_NEIGHBOUR = 0.5  # a place counts more when the talk around it fits too
_NEARLY = 0.6  # as good as the best: people may say a thing twice in a row
_LEAD_MS = 4_000  # a listener who starts with the sentence waits no longer than this
_WORTH = 0.5  # of the pair's words: below, its first sentence leads up to the evidence only


def best_places(claim: Claim, *, count: int) -> tuple[Span, ...]:
    """Up to `count` windows that support the claim best, at least half a minute apart.

    tf-idf and idf recall as z-scores, smoothed over neighbouring windows.
    """
    grid = claim.recording.grid
    if not grid:
        return ()
    recalls = [claim.recall(vector) for vector in claim.recording.grid_vectors]
    scores = _smooth(
        [a + b for a, b in zip(_z(claim.grid_cosines), _z(recalls), strict=True)], grid
    )
    found: list[Span] = []
    for index in sorted(range(len(grid)), key=lambda i: -scores[i]):
        if all(abs(grid[index].start_ms - other.start_ms) >= _APART_MS for other in found):
            found.append(grid[index])
        if len(found) == count:
            break
    return tuple(found)


def evidence_in(
    claim: Claim, window: Span, *, expected: Span | None = None
) -> tuple[Sentence, ...]:
    """The sentences in `window` that say it: one or two neighbours; empty when none has its words.

    Sentences that begin in `expected` are preferred to some that fit little better.
    """
    scored = [(score, _core(claim, group)) for score, group in pairs(claim, window) if score]
    best = max(scored, key=lambda pair: pair[0], default=(0.0, ()))
    if expected is not None:
        good = [pair for pair in scored if pair[0] >= _NEARLY * best[0]]
        near = [pair for pair in good if _starts_in(claim, pair[1], expected)]
        best = max(near, key=lambda pair: pair[0], default=best)
    return best[1]


def _core(claim: Claim, sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """Without a first sentence that only leads up to the evidence."""
    first = claim.recall(sentences[0].tokens)
    if len(sentences) == 2 and first < _WORTH * claim.recall(sentences[1].tokens):
        return sentences[1:]
    return sentences


def _starts_in(claim: Claim, sentences: Sequence[Sentence], span: Span) -> bool:
    return span.start_ms <= evidence_start_ms(claim, sentences) <= span.end_ms


def evidence_start_ms(claim: Claim, sentences: Sequence[Sentence]) -> int:
    """Where the evidence begins: the first sentence, unless it only leads up to the claim's words.

    Words lie evenly in their sentence.
    """
    first = sentences[0]
    for position, token in enumerate(first.tokens):
        if token in claim.weights:
            lead_ms = first.span.length_ms * position // len(first.tokens)
            return first.span.start_ms + (lead_ms if lead_ms > _LEAD_MS else 0)
    return first.span.start_ms


def _z(values: Sequence[float]) -> list[float]:
    mean, spread = statistics.fmean(values), statistics.pstdev(values) or 1.0
    return [(value - mean) / spread for value in values]


def _smooth(scores: Sequence[float], grid: Sequence[Span]) -> list[float]:
    """Each score with half of its neighbours' where these follow without a gap."""

    def at(index: int, other: int) -> float:
        if not 0 <= other < len(grid) or not grid[index].overlaps(grid[other]):
            return scores[index]
        return scores[other]

    return [
        score + _NEIGHBOUR * (at(i, i - 1) + at(i, i + 1)) / 2 for i, score in enumerate(scores)
    ]
