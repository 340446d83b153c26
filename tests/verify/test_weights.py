"""The weights of the package are what the script in `benchmarks/` makes of the labelled data."""

import importlib.util
import json
import os
import sys
from importlib.resources import files
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
DATA = os.environ.get("CLIPPER_TEST_VERDICTS")


@pytest.mark.slow
@pytest.mark.skipif(not DATA, reason="CLIPPER_TEST_VERDICTS names no labelled recordings")
@pytest.mark.skipif(not importlib.util.find_spec("sklearn"), reason="needs the extra 'bench'")
def test_the_weights_are_what_the_script_makes(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    monkeypatch.delitem(sys.modules, "fit_verify", raising=False)
    import fit_verify

    made = fit_verify.fit(fit_verify.collect(Path(DATA)))
    text = files("clipper.verify").joinpath("weights.json").read_text(encoding="utf-8")
    kept = json.loads(text)["words"]
    # Another processor's rounding may move the last digits.
    assert made["ranker"] == pytest.approx(kept["ranker"], abs=0.01)
    for kind in ("regressions", "choice"):
        assert set(made[kind]) == set(kept[kind])
        for name, regression in made[kind].items():
            assert regression["bias"] == pytest.approx(kept[kind][name]["bias"], abs=0.01)
            assert regression["slopes"] == pytest.approx(kept[kind][name]["slopes"], abs=0.01)
