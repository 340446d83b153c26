"""How the words, and the meaning, of a claim are matched by stretches of speech.

tf-idf over the recording's own word counts (Manning et al., Introduction to Information
Retrieval, chapter 6), BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework,
2009), letters in fours against misheard words, and what stands close together.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import fuzz

from clipper.model import Span
from clipper.verify.claim import Claim
from clipper.verify.normalise import tokens
from clipper.verify.recording import NOWHERE, Numbers, Places, Postings, Vectors, grams

_NEAR = 4  # words between the two of a bigram
_RUN = 12  # words within which the claim's words may lie close together
_K1, _B = 1.2, 0.75  # the usual constants of BM25
_QUOTE = re.compile('["\u201c]([^"\u201d]{6,300}?)["\u201d]')

MATCHES = (
    "recall",  # share of the claim's idf weight that is said
    "cosine",  # tf-idf
    "bm25",
    "grams",  # tf-idf of four letters
    "pair",  # best recall of two neighbouring sentences
    "bigram",  # share of the claim's word pairs said within a few words
    "dense",  # best recall within twelve words
    "told_recall",  # the same with the note's own words and names weighing less
    "told_cosine",
    "told_bm25",
    "quote",  # likeness of what the claim quotes
)
MEANINGS = ("sentence", "pair_meaning", "window_meaning")  # cosines of the text model


def columns_of(claim: Claim) -> tuple[str, ...]:
    """The names of the features that can be had of this claim."""
    return MATCHES if claim.meaning is None else MATCHES + MEANINGS


@dataclass(frozen=True)
class Matcher:
    """One claim, ready to be matched with many stretches of its recording."""

    claim: Claim

    def __call__(self, spans: Sequence[Span]) -> Numbers:
        """The features of the claim in each span, (spans, columns_of(claim))."""
        recording = self.claim.recording
        low, high = recording.positions(spans)
        first, last = recording.sentence_ranges(spans)
        runs, recalls = self._runs
        columns = [
            *self._words(self.claim.weights, low, high),
            self._grams(low, high),
            _best_in(self._pairs, first, np.maximum(first + 1, last - 1)),
            self._bigrams(low, high),
            _best_in(recalls, runs.searchsorted(low), runs.searchsorted(high)),
            *self._words(self.claim.told, low, high),
            _best_in(self._quoted, first, last),
        ]
        if self.claim.meaning is not None:
            columns += self._meanings(first, last)
        return np.stack(columns, axis=1)

    def _words(
        self, weights: Mapping[str, float], low: Places, high: Places
    ) -> tuple[Numbers, Numbers, Numbers]:
        """Recall, cosine and BM25 of the weighted words in each range of positions."""
        postings = self.claim.recording.words
        counts = postings.counts(weights, low, high)
        weight = np.array(list(weights.values()))
        total = weight.sum() or 1.0
        length = (high - low) / self.claim.recording.usual_size
        saturated = counts * (_K1 + 1) / (counts + _K1 * (1 - _B + _B * length))
        return (
            weight @ (counts > 0) / total,
            _cosine(weights, counts, postings, postings.norms(low, high)),
            weight @ saturated / total / (_K1 + 1),
        )

    def _grams(self, low: Places, high: Places) -> Numbers:
        postings = self.claim.recording.grams
        counts = postings.counts(self._gram_weights, low, high)
        return _cosine(self._gram_weights, counts, postings, postings.norms(low, high))

    @cached_property
    def _gram_weights(self) -> Mapping[str, float]:
        terms = (gram for token in tokens(self.claim.text) for gram in grams(token))
        return {term: self.claim.recording.grams.weight(term) for term in terms}

    @cached_property
    def _pairs(self) -> Numbers:
        """The recall of each sentence together with the one after it; of the last, alone."""
        ends = self.claim.recording.sentence_ends
        return self._recalls(np.append(0, ends)[:-1], np.append(ends, ends[-1:])[1:])

    @cached_property
    def _runs(self) -> tuple[Places, Numbers]:
        """Runs of twelve words that begin with one of the claim's, and their recalls."""
        words = self.claim.recording.words
        found = [words.at[token] for token in self.claim.weights if token in words.at]
        starts = np.unique(np.concatenate(found)) if found else NOWHERE
        return starts, self._recalls(starts, starts + _RUN)

    def _recalls(self, low: Places, high: Places) -> Numbers:
        counts = self.claim.recording.words.counts(self.claim.weights, low, high)
        weight = np.array(list(self.claim.weights.values()))
        return np.asarray(weight @ (counts > 0) / self.claim.total, float)

    def _bigrams(self, low: Places, high: Places) -> Numbers:
        """The share of the claim's word pairs that are said within a few words."""
        said, total = np.zeros(len(low)), 0.0
        for weight, at in self._near_pairs:
            total += weight
            said += weight * (at.searchsorted(high) > at.searchsorted(low))
        return said / (total or 1.0)

    @cached_property
    def _near_pairs(self) -> list[tuple[float, Places]]:
        """Each word pair of the claim: its weight, and where the two are said near each other."""
        weights, at = self.claim.weights, self.claim.recording.words.at
        pairs = []
        for one, other in itertools.pairwise(self.claim.tokens):
            ours, beside = at.get(one, NOWHERE), at.get(other, NOWHERE)
            reach = beside.searchsorted(ours + _NEAR, side="right")
            near = ours[reach > beside.searchsorted(ours - _NEAR)]
            pairs.append((weights[one] + weights[other], near))
        return pairs

    @cached_property
    def _quoted(self) -> Numbers:
        """How much of what the claim quotes each sentence holds, by letters."""
        quotes = [q.lower() for q in _QUOTE.findall(self.claim.text) if " " in q.strip()]
        texts = [sentence.text.lower() for sentence in self.claim.recording.sentences]
        if not quotes:
            return np.zeros(len(texts))
        likeness = np.array([[fuzz.partial_ratio(q, t) for t in texts] for q in quotes])
        return np.asarray(likeness.mean(0) / 100, float)

    def _meanings(self, first: Places, last: Places) -> list[Numbers]:
        """Cosine of the claim with the best sentence, the best two, and all of each range."""
        sentence, pair, sums = self._meaning
        return [
            _best_in(sentence, first, last),
            _best_in(pair, first, np.maximum(first + 1, last - 1)),
            _cosines(sums[last] - sums[first], self.claim.meaning),
        ]

    @cached_property
    def _meaning(self) -> tuple[Numbers, Numbers, Vectors]:
        vectors = self.claim.recording.meanings
        if vectors is None:
            raise ValueError("the claim has a meaning, its recording none")
        nothing = np.zeros_like(vectors[:1])
        pairs = vectors + np.concatenate([vectors[1:], nothing])
        sums = np.concatenate([nothing, np.cumsum(vectors, axis=0)])
        return _cosines(vectors, self.claim.meaning), _cosines(pairs, self.claim.meaning), sums


def _cosine(
    weights: Mapping[str, float], counts: Numbers, postings: Postings, norms: Numbers
) -> Numbers:
    weight = np.array(list(weights.values()))
    idf = np.array([postings.idf.get(term, 0.0) for term in weights])
    said = np.where(counts > 0, 1 + np.log(np.maximum(counts, 1)), 0.0)
    return np.asarray((weight * idf) @ said / norms / (np.linalg.norm(weight) or 1.0), float)


def _cosines(rows: Vectors, vector: Vectors | None) -> Numbers:
    if vector is None:
        return np.zeros(len(rows))
    lengths = np.linalg.norm(rows, axis=1)
    return np.asarray(rows @ vector / np.where(lengths > 0, lengths, 1), float)


def _best_in(values: Numbers, low: Places, high: Places) -> Numbers:
    """The greatest value in each range; 0 where it is empty."""
    if not len(low):
        return np.zeros(0)
    padded = np.append(values, 0.0)  # so that a range may end with the last value
    edges = np.stack([low, high], axis=1).ravel().clip(max=len(values))
    best = np.maximum.reduceat(padded, edges)[::2]
    return np.where(high.clip(max=len(values)) > low, best, 0.0)
