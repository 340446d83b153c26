"""What speaks for a claim in a stretch of speech, against all the rest of the recording.

A talk shares its vocabulary all over: a match counts against what the same claim scores
elsewhere, and against the place that ranks first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clipper.model import Span
from clipper.verify.claim import Claim
from clipper.verify.matches import MATCHES, Matcher, columns_of
from clipper.verify.probability import Fitted, Model, fitted_for, probabilities
from clipper.verify.recording import STEP_MS, Numbers, middle, moved

APART_MS = 45_000  # a window further away than this is "elsewhere"
_BESIDE_MS = 15_000  # windows nearer than this share their evidence
_SPREAD = 0.02  # keeps z finite where nothing else was said
_LEAST = 1e-9
_RANKS = ("rank_margin", "rank_margin_beside", "rank_share", "rank_lead")
_OF_CLAIM = ("length", "rarity", "unknown")


@dataclass(frozen=True)
class Evidence:
    """A claim against its recording."""

    claim: Claim
    _matched: dict[Span, Numbers] = field(default_factory=dict, repr=False)
    _seen: dict[Span, tuple[Numbers, Numbers]] = field(default_factory=dict, repr=False)

    @cached_property
    def _match(self) -> Matcher:
        return Matcher(self.claim)

    @cached_property
    def grid(self) -> Numbers:
        """The matches of every window, (windows, columns_of(claim))."""
        return self._around_grid[: len(self.claim.recording.grid)]

    @cached_property
    def _around_grid(self) -> Numbers:
        beyond, _, _ = self.claim.recording.beside_grid
        return self._matches((*self.claim.recording.grid, *beyond))

    @property
    def is_spoken_of(self) -> NDArray[np.bool_]:
        """Which windows hold a word of the claim; all, where meaning may do without."""
        has_words = self.grid[:, MATCHES.index("recall")] > 0
        return has_words | (self.claim.meaning is not None)

    @cached_property
    def grid_ranking(self) -> Numbers:
        _, before, after = self.claim.recording.beside_grid
        rows = self._around_grid
        return self._ranking(self.grid, (rows[before] + rows[after]) / 2)

    @property
    def columns(self) -> tuple[str, ...]:
        names = columns_of(self.claim)
        compared = (f"{name}_{how}" for how in ("z", "margin") for name in names)
        return (*names, *compared, *_RANKS, *_OF_CLAIM)

    def probability(self, span: Span, model: Model) -> float:
        """That the span supports the claim; see `probabilities` for the models."""
        rows = self.rows([span], None if model == "alone" else self.fitted)
        return float(probabilities(rows, self.columns, self.fitted, model)[0])

    @property
    def fitted(self) -> Fitted:
        """The package's weights for this kind of evidence."""
        return fitted_for(has_meaning=self.claim.meaning is not None)

    def ranks(self, fitted: Fitted) -> Numbers:
        """How good a place each window is for the claim; only differences mean something."""
        return self.grid_ranking @ fitted.ranker

    def ranks_of(self, spans: Sequence[Span]) -> Numbers:
        """The same for any stretches of the recording."""
        self.look(spans)
        return np.stack([self._seen[span][1] for span in spans]) @ self.fitted.ranker

    def rows(self, spans: Sequence[Span], fitted: Fitted | None) -> Numbers:
        """The features of the regressions for each span, (spans, columns).

        Without weights that rank the others, a span is not compared with them: 0.
        """
        if fitted is None:
            here = self._matches(spans)
            compared = np.zeros((len(spans), 2 * here.shape[1] + len(_RANKS)))
            return np.hstack([here, compared, np.tile(self._of_claim, (len(spans), 1))])
        self.look(spans)
        ranks = self.ranks(fitted)
        return np.stack([self._row(span, ranks, fitted) for span in spans])

    def look(self, spans: Sequence[Span]) -> None:
        """Match these spans, all at once, and remember what came out."""
        spans = [span for span in dict.fromkeys(spans) if span not in self._seen]
        if spans:
            around = [moved(span, by) for by in (0, -STEP_MS, STEP_MS) for span in spans]
            here, before, after = self._matches(around).reshape(3, len(spans), -1)
            ranking = self._ranking(here, (before + after) / 2)
            self._seen.update(zip(spans, zip(here, ranking, strict=True), strict=True))

    def _matches(self, spans: Sequence[Span]) -> Numbers:
        """Each span is matched once: the windows beside one of the grid's are the grid's."""
        if fresh := [span for span in dict.fromkeys(spans) if span not in self._matched]:
            self._matched.update(zip(fresh, self._match(fresh), strict=True))
        found = np.array([self._matched[span] for span in spans], float)
        return found.reshape(len(spans), len(columns_of(self.claim)))

    def _row(self, span: Span, ranks: Numbers, fitted: Fitted) -> Numbers:
        here, ranking = self._seen[span]
        away = self._distances(span) >= APART_MS
        others = self.grid[away] if away.any() else np.zeros((1, len(here)))
        z = (here - others.mean(0)) / (others.std(0) + _SPREAD)
        compared = self._compared(span, float(ranking @ fitted.ranker), ranks)
        return np.concatenate([here, z, here - others.max(0), compared, self._of_claim])

    def _ranking(self, here: Numbers, beside: Numbers) -> Numbers:
        """What ranks are made of: matches against those of the whole recording.

        (spans, 3 * columns): z-scores, the z-score of what lies `beside` each, the mean of
        the windows 10 s before and after, and the share of the best match.
        """
        if not len(self.grid):
            return np.zeros((len(here), 3 * here.shape[1]))
        mean, spread, best = self.grid.mean(0), self.grid.std(0), self.grid.max(0)
        scale = np.where(spread > _LEAST, spread, 1)
        share = here / np.where(best > _LEAST, best, 1)
        return np.hstack([(here - mean) / scale, (beside - mean) / scale, share])

    def _compared(self, span: Span, rank: float, ranks: Numbers) -> Numbers:
        """The rank of the span against the ranks elsewhere, and of its neighbours'."""
        distance = self._distances(span)
        rivals = ranks[distance >= APART_MS]
        if not len(rivals):
            return np.zeros(len(_RANKS))
        beside = max(rank, ranks[distance <= _BESIDE_MS].max(initial=-math.inf))
        best = rivals.max()
        share = rank - best - np.log(np.exp(rivals - best).sum())
        return np.array([rank - best, beside - best, share, beside - max(rank, ranks.max())])

    def _distances(self, span: Span) -> Numbers:
        return np.abs(self.claim.recording.grid_middles - middle(span))

    @cached_property
    def _of_claim(self) -> Numbers:
        claim = self.claim
        known = claim.recording.words.idf
        unknown = sum(w for token, w in claim.weights.items() if token not in known) / claim.total
        rarity = claim.total / max(1, len(claim.weights))
        return np.array([math.log(1 + len(claim.tokens)), rarity, unknown])
