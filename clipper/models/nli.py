"""A cross-encoder as judge: natural language inference, or a reranker with one score.

The stretch of speech is the premise, the claim the hypothesis
(https://arxiv.org/abs/1704.05426).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clipper import store
from clipper.config import Settings
from clipper.errors import ConfigError, WeightsError
from clipper.models.files import find_files
from clipper.models.network import Network, read_tokenizer
from clipper.models.opinion import Opinion

_LONGEST = 512  # tokens: what such models were trained with; 30 s of speech are about 120
_ENTAILED, _CONTRADICTED = "entail", "contradict"  # beginnings of the labels, in any case


@dataclass(frozen=True)
class CrossEncoder:
    """A model that reads both texts at once; `columns` says which output is which label."""

    name: str
    identity: str
    network: Network
    columns: Mapping[str, int]

    def opinions(self, claim: str, stretches: Sequence[str]) -> tuple[Opinion, ...]:
        found: dict[int, Opinion] = {}
        pairs = [(stretch, claim) for stretch in stretches]
        for batch in self.network(pairs, dimensions=2):
            found |= zip(batch.rows, map(self._opinion, batch.output), strict=True)
        return tuple(found[row] for row in range(len(stretches)))

    def _opinion(self, scores: NDArray[np.float32]) -> Opinion:
        if not np.isfinite(scores).all() or len(scores) != max(1, len(self.columns)):
            raise WeightsError(
                f"the {self.name} gives {scores.tolist()} for the labels {list(self.columns)}",
                hint="'config.json' and the model do not belong together",
            )
        if len(scores) == 1:
            return Opinion(_sigmoid(float(scores[0])), 0.0)
        shares = np.exp(scores - scores.max())
        by_label = {label: float(shares[i] / shares.sum()) for label, i in self.columns.items()}
        return Opinion(_of(by_label, _ENTAILED), _of(by_label, _CONTRADICTED))


def open_judge(settings: Settings) -> CrossEncoder:
    """The cross-encoder of `judge.model`, loaded."""
    if not settings.judge.model:
        raise ConfigError(
            "the judge 'nli' needs a model", hint="set 'judge.model' to a folder or a hub's name"
        )
    files = find_files(settings.judge.model)
    columns = _columns(files.config)
    tokenizer = read_tokenizer(files.tokenizer)
    network = Network(files.model, tokenizer, longest=_LONGEST, threads=settings.speech.threads)
    digests = [store.digest(path) for path in (files.model, files.tokenizer)]
    name = f"nli model '{Path(files.name).name}'"
    return CrossEncoder(name, store.key(digests, columns, _LONGEST), network, columns)


def _columns(config: Path) -> Mapping[str, int]:
    """The labels of the outputs, in lower case; one or none is a reranker's."""
    try:
        labels = json.loads(config.read_text(encoding="utf-8")).get("id2label", {})
        columns = {str(label).lower(): int(i) for i, label in labels.items()}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError) as err:
        raise _unlabelled(config, err) from err
    if len(columns) > 1 and not (
        sorted(columns.values()) == list(range(len(columns)))
        and any(label.startswith(_ENTAILED) for label in columns)
    ):
        raise _unlabelled(config, f"the labels are {columns}")
    return columns


def _unlabelled(config: Path, why: object) -> WeightsError:
    return WeightsError(
        f"'{config}' does not say which output means entailment: {why}",
        hint="its 'id2label' must number the labels entailment, neutral and contradiction",
    )


def _of(shares: Mapping[str, float], beginning: str) -> float:
    return sum(share for label, share in shares.items() if label.startswith(beginning))


def _sigmoid(score: float) -> float:
    return float(1 / (1 + np.exp(-score)))
