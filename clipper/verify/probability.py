"""From evidence to a calibrated probability: logistic regressions fitted on labelled notes.

The weights lie in `weights.json`, which `benchmarks/fit_verify.py` writes; their
figures stand in `docs/verification.md`.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from clipper.verify.evidence import Evidence

Model = Literal["alone", "windows", "here", "anywhere"]


@dataclass(frozen=True, slots=True)
class _Regression:
    bias: float
    slopes: Mapping[str, float]


def probability(evidence: Evidence, model: Model) -> float:
    """That the stretch supports the claim, for claims of which half are true.

    `alone`: hardly more than this stretch was heard; `windows`: other stretches too;
    `here`: the whole recording; `anywhere`: and the stretch was chosen as the best of it.
    """
    regression = _weights()[model]
    x = regression.bias + sum(
        slope * getattr(evidence, name) for name, slope in regression.slopes.items()
    )
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))


@functools.cache
def _weights() -> Mapping[str, _Regression]:
    text = files("clipper.verify").joinpath("weights.json").read_text(encoding="utf-8")
    return {name: _Regression(**fitted) for name, fitted in json.loads(text).items()}
