"""From evidence to a calibrated probability: logistic regressions fitted on labelled notes.

The weights lie in `weights.json`, which `benchmarks/fit_verify.py` writes; their
figures stand in `docs/verification.md`.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Model = Literal["alone", "windows", "here", "anywhere"]
# Log odds of the stamp's window and of the best place; how many places are likelier than not.
WEIGHED = ("here", "best", "likely")
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Regression:
    """Weights on raw features, by name."""

    bias: float
    slopes: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fitted:
    """All weights for evidence of one kind.

    `ranker` orders the places of a recording; `choice` tells "here" and "elsewhere" from nowhere.
    """

    ranker: NDArray[np.float64]
    regressions: Mapping[str, Regression]
    choice: Mapping[str, Regression]


def probabilities(
    rows: NDArray[np.float64], columns: Sequence[str], fitted: Fitted, model: Model
) -> NDArray[np.float64]:
    """That each stretch supports its claim, for claims of which half are true.

    `alone`: hardly more than this stretch was heard; `windows`: other stretches too;
    `here`: the whole recording; `anywhere`: and the stretch was chosen as the best of it.
    """
    regression = fitted.regressions[model]
    x = np.clip(_sums(rows, columns, regression), -40, 40)
    return np.asarray(1 / (1 + np.exp(-x)), float)


def choice(here: float, places: Iterable[float], fitted: Fitted) -> tuple[float, float, float]:
    """That a claim is said at its stamp, elsewhere, or nowhere.

    For claims of which half are said at their stamps and a quarter elsewhere. `here` is the
    probability of the stamp's window, `places` those of the recording's best places.
    """
    row = np.array([weighed(here, places)])
    odds = [float(_sums(row, WEIGHED, fitted.choice[side])[0]) for side in ("here", "elsewhere")]
    shares = np.exp(np.clip([*odds, 0.0], -40, 40))
    at_stamp, elsewhere, nowhere = (shares / shares.sum()).tolist()
    return at_stamp, elsewhere, nowhere


def weighed(here: float, places: Iterable[float]) -> tuple[float, float, float]:
    """What the choice goes by: see `WEIGHED`.

    >>> weighed(0.5, [0.5, 0.2])
    (0.0, 0.0, 1.0)
    """
    likely = list(places)
    best = max(likely, default=0.0)
    return _log_odds(here), _log_odds(best), float(sum(p >= 0.5 for p in likely))


@functools.cache
def fitted_for(*, has_meaning: bool) -> Fitted:
    """The package's weights for words alone, or for words and meaning."""
    text = files("clipper.verify").joinpath("weights.json").read_text(encoding="utf-8")
    return fitted_from(json.loads(text)["meaning" if has_meaning else "words"])


def fitted_from(plain: Mapping[str, Any]) -> Fitted:
    """Weights as they lie in the file."""
    regressions, choice = (
        {name: Regression(**each) for name, each in plain[kind].items()}
        for kind in ("regressions", "choice")
    )
    return Fitted(np.array(plain["ranker"]), regressions, choice)


def _sums(
    rows: NDArray[np.float64], columns: Sequence[str], regression: Regression
) -> NDArray[np.float64]:
    slopes = np.array([regression.slopes.get(column, 0.0) for column in columns])
    return np.asarray(regression.bias + rows @ slopes, float)


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))
