"""The verdict's score of a claim against windows of a recording, for an evaluator.

`prepare(segments)` is called once a recording with its transcript, a list of {start, end,
text}; `score(claim, windows)` gives each window of text the log odds that it supports the
claim, as `verify/evidence.py` sees it when the whole recording was heard. `CLIPPER_FOLDS` names
what `fit_verify.py --folds` wrote: then a recording is scored by weights that were fitted
without it. `CLIPPER_EMBED=1` adds the text model.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fit_verify import embedder, key_of, remembered, times

from clipper.model import Span, Transcript
from clipper.speech.given import segment_of
from clipper.verify.claim import claim_in
from clipper.verify.evidence import Evidence
from clipper.verify.probability import Fitted, fitted_for, fitted_from, probabilities
from clipper.verify.recording import Recording, index

_now: dict[str, Any] = {}


@cache
def meaning_of() -> Any:
    return remembered(embedder()) if os.environ.get("CLIPPER_EMBED") else None


@cache
def fitted(key: str) -> Fitted:
    if path := os.environ.get("CLIPPER_FOLDS"):
        for fold in json.loads(Path(path).read_text(encoding="utf-8")):
            if key in fold["recordings"]:
                return fitted_from(fold["weights"])
        raise SystemExit(f"{path} has no fold without recording {key}")
    return fitted_for(has_meaning=meaning_of() is not None)


def prepare(segments: list[dict[str, Any]]) -> None:
    heard = [segment_of(*times(row), row["text"]) for row in segments]
    recording = index(Transcript((Span(0, heard[-1].span.end_ms),), tuple(heard)))
    recording = replace(recording, meaning_of=meaning_of())
    words = [(word, at) for row in segments for word, at in timed(row)]
    _now.update(recording=recording, words=words, fitted=fitted(key_of(segments)), places={})


def timed(row: dict[str, Any]) -> list[tuple[str, float]]:
    words = row["text"].split()
    return [
        (word, row["start"] + (row["end"] - row["start"]) * (i + 0.5) / len(words))
        for i, word in enumerate(words)
    ]


def score(claim: str, windows: list[str]) -> list[float]:
    recording: Recording = _now["recording"]
    evidence = Evidence(claim_in(claim, recording))
    spans = [span_of(text) for text in windows]
    rows = evidence.rows(spans, _now["fitted"])
    p = probabilities(rows, evidence.columns, _now["fitted"], "here")
    return [math.log(x / (1 - x)) for x in p.clip(1e-15, 1 - 1e-15)]


def span_of(text: str) -> Span:
    """When these words of the recording are said, half a minute long."""
    places: dict[str, Span] = _now["places"]
    if text not in places:
        wanted = text.split()
        words = [word for word, _ in _now["words"]]
        starts = (i for i in range(len(words)) if words[i : i + len(wanted)] == wanted)
        first = next(starts, 0)
        times_s = [at for _, at in _now["words"][first : first + len(wanted)]] or [0.0]
        middle_ms = round((times_s[0] + times_s[-1]) * 500)
        places[text] = Span(max(0, middle_ms - 15_000), middle_ms + 15_000)
    return places[text]
