"""Fit the weights of the verdict on labelled recordings, and print how good they are.

    pip install -e '.[bench]'
    python benchmarks/fit_verify.py DATA [--write]

DATA holds `docs.jsonl` (recordings: `doc`, `transcript` as a list of {start, end, text})
and `claims.jsonl` (`doc`, `claim`, `cited` and `centre` in seconds, `neg_random`, `neg_hard`,
`shift` with times where the claim is not said, `other_claim` that is not said at `centre`).
Four regressions come out: `alone` sees a minute around the stamp, `windows` only the
stretches that a first pass hears, `here` the whole recording; `anywhere` judges the best
place of the recording.
Figures are out of fold: five folds over recordings.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clipper.model import Segment, Span, Transcript, Word
from clipper.speech.given import segment_of
from clipper.verify.evidence import Evidence, Recording, claim_in, evidence, index
from clipper.verify.locate import best_places

COLUMNS = [field.name for field in fields(Evidence)]
COMPARING = {"z", "margin", "rarity"}  # mean nothing where there is nothing to compare with
TARGET = Path(__file__).parents[1] / "clipper" / "verify" / "weights.json"
RELIABLE = 0.6  # of a note's other citations are right: below, labels are worth little

Rows = list[tuple[list[float], int, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    options = parser.parse_args()
    tables = collect(options.data)
    fitted = {name: fit(name, rows) for name, rows in tables.items()}
    if options.write:
        TARGET.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def collect(data: Path) -> dict[str, Rows]:
    """Features with label and recording, for each of the three regressions."""
    docs = {row["doc"]: row for row in read(data / "docs.jsonl")}
    by_doc = defaultdict(list)
    for claim in read(data / "claims.jsonl"):
        if (claim.get("note_ok") or 0) >= RELIABLE:
            by_doc[claim["doc"]].append(claim)
    tables: dict[str, Rows] = {"alone": [], "windows": [], "here": [], "anywhere": []}
    everything = [claim for claims in by_doc.values() for claim in claims]
    for doc, claims in by_doc.items():
        chance = random.Random(zlib.crc32(doc.encode()))
        segments = [segment_of(*times(row), row["text"]) for row in docs[doc]["transcript"]]
        whole = index(transcript_of(segments, [Span(0, segments[-1].span.end_ms)]))
        cited = [window(claim["centre"]) for claim in claims]
        heard = index(transcript_of(segments, [*cited, *stray(claims)]))
        foreign = [c for c in everything if c["doc"] != doc]
        for claim in claims:
            for text, centre, label in cases(claim, chance.choice(foreign)["claim"]):
                minute = index(transcript_of(segments, [minute_around(centre)]))
                for name, recording in (("alone", minute), ("windows", heard), ("here", whole)):
                    row = astuple(evidence(claim_in(text, recording), window(centre)))
                    tables[name].append((list(row), label, doc))
            tables["anywhere"] += anywhere(claim, chance.choice(foreign)["claim"], whole, doc)
    return tables


def read(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def times(row: dict[str, Any]) -> tuple[int, int]:
    return round(row["start"] * 1000), round(row["end"] * 1000)


def transcript_of(segments: list[Segment], heard: list[Span]) -> Transcript:
    """What a listener to these stretches alone would know."""

    def kept(word: Word) -> bool:
        return any(span.start_ms <= word.start_ms < span.end_ms for span in heard)

    cut = [
        Segment(segment.span, tuple(word for word in segment.words if kept(word)))
        for segment in segments
    ]
    return Transcript(tuple(heard), tuple(segment for segment in cut if segment.words))


def window(centre_s: float) -> Span:
    """The window of a stamp, whose middle is 7.5 s after it."""
    start_ms = round((centre_s - 15) * 1000)
    return Span(max(0, start_ms), start_ms + 30_000)


def minute_around(centre_s: float) -> Span:
    """All that there is of a short recording."""
    start_ms = round((centre_s - 30) * 1000)
    return Span(max(0, start_ms), start_ms + 60_000)


def stray(claims: list[dict[str, Any]]) -> list[Span]:
    """Windows that wrong stamps would have made the first pass hear."""
    return [window(x) for claim in claims for _, x, label in cases(claim, "") if not label]


def cases(claim: dict[str, Any], foreign: str) -> Iterator[tuple[str, float, int]]:
    yield claim["claim"], claim["centre"], 1
    wrong = [*claim["neg_random"], claim["neg_hard"], claim["shift"]["60"], claim["shift"]["120"]]
    for centre in wrong:
        if centre is not None:
            yield claim["claim"], centre, 0
    for other in (claim["other_claim"], foreign):
        if other:
            yield other, claim["centre"], 0


def anywhere(claim: dict[str, Any], foreign: str, whole: Recording, doc: str) -> Rows:
    """The best place for the claim, and for one of another recording."""
    rows: Rows = []
    for text, label in ((claim["claim"], 1), (foreign, 0)):
        wanted = claim_in(text, whole)
        for place in best_places(wanted, count=1):
            rows.append((list(astuple(evidence(wanted, place))), label, doc))
    return rows


def fit(name: str, rows: Rows) -> dict[str, Any]:
    """Weights on raw features, and the printed out-of-fold figures."""
    x = np.array([row[0] for row in rows])
    if name == "alone":
        x[:, [column in COMPARING for column in COLUMNS]] = 0
    y = np.array([row[1] for row in rows])
    groups = np.array([row[2] for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", C=1.0))
    folds = GroupKFold(5)
    p = cross_val_predict(model, x, y, groups=groups, cv=folds, method="predict_proba")[:, 1]
    share = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    print(
        f"{name:9s} n {len(y):5d}  AUROC {roc_auc_score(y, p):.3f}  "
        f"balanced accuracy {balanced_accuracy_score(y, p > 0.5):.3f}  "
        f"ECE {calibration_error(p, y, share):.3f}  "
        f"at p >= 0.7: recall {(p[y == 1] >= 0.7).mean():.3f}, "
        f"false {(p[y == 0] >= 0.7).mean():.3f}"
    )
    model.fit(x, y)
    scaler, regression = model[0], model[1]
    slopes = regression.coef_[0] / scaler.scale_  # a constant column: scale 1, slope 0
    bias = regression.intercept_[0] - float(slopes @ scaler.mean_)
    return {
        "bias": round(float(bias), 4),
        "slopes": {column: round(float(s), 4) for column, s in zip(COLUMNS, slopes, strict=True)},
    }


def calibration_error(p: Any, y: Any, share: Any) -> float:
    """Expected calibration error over ten bins, both labels weighing the same."""
    bins = np.minimum((p * 10).astype(int), 9)
    total = 0.0
    for b in range(10):
        inside = bins == b
        if inside.any():
            weight = share[inside]
            gap = np.average(p[inside], weights=weight) - np.average(y[inside], weights=weight)
            total += abs(gap) * weight.sum()
    return float(total / share.sum())


if __name__ == "__main__":
    main()
