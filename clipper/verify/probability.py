"""From evidence to a calibrated probability: logistic regressions fitted on labelled notes.

The weights lie in `weights.json`, which `benchmarks/fit_verify.py` writes; their
figures stand in `docs/verification.md`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Model = Literal["alone", "windows", "here", "anywhere"]


@dataclass(frozen=True, slots=True)
class Regression:
    """Weights on raw features, by name."""

    bias: float
    slopes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fitted:
    """All weights for evidence of one kind; `ranker` orders the places of a recording."""

    ranker: NDArray[np.float64]
    regressions: Mapping[str, Regression]


def probabilities(
    rows: NDArray[np.float64], columns: Sequence[str], fitted: Fitted, model: Model
) -> NDArray[np.float64]:
    """That each stretch supports its claim, for claims of which half are true.

    `alone`: hardly more than this stretch was heard; `windows`: other stretches too;
    `here`: the whole recording; `anywhere`: and the stretch was chosen as the best of it.
    """
    regression = fitted.regressions[model]
    slopes = np.array([regression.slopes.get(column, 0.0) for column in columns])
    x = np.clip(regression.bias + rows @ slopes, -40, 40)
    return np.asarray(1 / (1 + np.exp(-x)), float)


@functools.cache
def fitted_for(*, has_meaning: bool) -> Fitted:
    """The package's weights for words alone, or for words and meaning."""
    text = files("clipper.verify").joinpath("weights.json").read_text(encoding="utf-8")
    return fitted_from(json.loads(text)["meaning" if has_meaning else "words"])


def fitted_from(plain: Mapping[str, Any]) -> Fitted:
    """Weights as they lie in the file."""
    regressions = {name: Regression(**each) for name, each in plain["regressions"].items()}
    return Fitted(np.array(plain["ranker"]), regressions)
