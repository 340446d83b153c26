"""Fit the weights of the verdict on labelled recordings, and print how good they are.

    pip install -e '.[bench,embed]'
    python benchmarks/fit_verify.py DATA [--embed] [--write] [--folds FILE]

DATA holds `docs.jsonl` (recordings: `doc`, `source`, `transcript` as a list of
{start, end, text})
and `claims.jsonl` (`doc`, `claim`, `cited` and `centre` in seconds, `neg_random`, `neg_hard`,
`shift` with times where the claim is not said, `other_claim` that is not said at `centre`).
A ranker orders the places of a recording, by a conditional logit over its windows. Four
regressions tell whether a stretch supports the claim: `alone` sees a minute around the
stamp, `windows` only the stretches that a first pass hears, `here` the whole recording;
`anywhere` judges the best place of the recording.
Figures are out of fold: five folds over recordings. `--folds` writes the weights of each
fold with its recordings, for `scorer.py`.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from clipper.config import Settings
from clipper.model import Segment, Span, Transcript, Word
from clipper.models.embed import find_embedder
from clipper.speech.given import segment_of
from clipper.verify.claim import claim_in
from clipper.verify.evidence import Evidence
from clipper.verify.locate import best_places
from clipper.verify.probability import Fitted, fitted_from, probabilities
from clipper.verify.recording import Recording, index

TARGET = Path(__file__).parents[1] / "clipper" / "verify" / "weights.json"
RELIABLE = 0.6  # of a note's other citations are right: below, labels are worth little
FOLDS = 5
ALIENS = 3  # claims of other recordings for each of this one
RIGHT_MS = 20_000  # a window whose middle is this near to the evidence's is the right one
ALONE = ("_z", "_margin", "rank", "rarity")  # mean nothing where there is nothing to compare with
SHRINK = {"alone": 1.0, "windows": 0.05, "here": 0.05, "anywhere": 0.05}  # sklearn's C

Rows = list[tuple[Any, int]]
MeaningOf = Callable[[Sequence[str]], Any]


@dataclass(frozen=True)
class Case:
    """A claim's evidence with a stretch where it is said (1) or not (0)."""

    evidence: Evidence
    span: Span
    label: int


@dataclass(frozen=True)
class Material:
    """All cases of one recording, by regression; `own` are its claims with where they are said."""

    doc: str
    key: str
    cases: dict[str, list[Case]]
    own: list[tuple[Evidence, Span]]
    foreign: list[Evidence]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--embed", action="store_true", help="with the text model")
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    parser.add_argument("--folds", type=Path, help="write the weights of each fold there")
    options = parser.parse_args()
    material = collect(options.data, remembered(embedder()) if options.embed else None)
    folds = [
        ([material[i].key for i in test], fit([material[i] for i in train]), test)
        for train, test in GroupKFold(FOLDS).split(material, groups=range(len(material)))
    ]
    for name in SHRINK:
        report(
            name, [(fitted_from(plain), [material[i] for i in test]) for _, plain, test in folds]
        )
    if options.folds:
        plain_folds = [{"recordings": keys, "weights": plain} for keys, plain, _ in folds]
        options.folds.write_text(json.dumps(plain_folds), encoding="utf-8")
    if options.write:
        kind = "meaning" if options.embed else "words"
        written = json.loads(TARGET.read_text(encoding="utf-8")) | {kind: fit(material)}
        TARGET.write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def embedder() -> MeaningOf:
    found = find_embedder(Settings())
    if found is None:
        raise SystemExit("the text model is not here: pip install -e '.[embed]'")
    return found


def remembered(meaning_of: MeaningOf) -> MeaningOf:
    """The same, each text once: stretches of one recording share their sentences."""
    known: dict[str, Any] = {}

    def vectors(texts: Sequence[str]) -> Any:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known.update(zip(fresh, meaning_of(fresh), strict=True))
        return np.stack([known[text] for text in texts])

    return vectors


def collect(data: Path, meaning_of: MeaningOf | None = None) -> list[Material]:
    """The evidence for and against all claims, recording by recording."""
    docs = {row["doc"]: row for row in read(data / "docs.jsonl")}
    by_doc = defaultdict(list)
    for claim in read(data / "claims.jsonl"):
        if (claim.get("note_ok") or 0) >= RELIABLE:
            by_doc[claim["doc"]].append(claim)
    return [
        of_recording(docs[doc], claims, others(doc, docs, by_doc), meaning_of)
        for doc, claims in by_doc.items()
    ]


def others(doc: str, docs: dict[str, Any], by_doc: dict[str, Any]) -> list[dict[str, Any]]:
    """The claims on other recordings of the same series: nearest to this one in subject."""
    series = docs[doc].get("source")
    alike = [d for d in by_doc if d != doc and docs[d].get("source") == series]
    return [claim for d in alike for claim in by_doc[d]]


def of_recording(
    doc: dict[str, Any],
    claims: list[dict[str, Any]],
    aliens: list[dict[str, Any]],
    meaning_of: MeaningOf | None,
) -> Material:
    chance = random.Random(zlib.crc32(doc["doc"].encode()))
    segments = [segment_of(*times(row), row["text"]) for row in doc["transcript"]]

    def heard(spans: list[Span]) -> Recording:
        recording = index(transcript_of(segments, spans))
        return replace(recording, meaning_of=meaning_of)

    def seen(text: str, recording: Recording) -> Evidence:
        return Evidence(claim_in(text, recording))

    whole = heard([Span(0, segments[-1].span.end_ms)])
    partly = heard([*(window(claim["centre"]) for claim in claims), *stray(claims)])
    table: dict[str, list[Case]] = {name: [] for name in SHRINK if name != "anywhere"}
    own, foreign = [], []
    for claim in claims:
        alien, *more = [each["claim"] for each in chance.sample(aliens, ALIENS)]
        known: dict[tuple[str, str], Evidence] = {}
        for text, centre, label in cases(claim, alien):
            span = window(centre)
            for name, recording in (("windows", partly), ("here", whole)):
                if (name, text) not in known:
                    known[name, text] = seen(text, recording)
                table[name].append(Case(known[name, text], span, label))
            minute = heard([minute_around(centre)])
            table["alone"].append(Case(seen(text, minute), span, label))
        own.append((known["here", claim["claim"]], window(claim["centre"])))
        foreign += [known["here", alien], *(seen(text, whole) for text in more)]
    return Material(doc["doc"], key_of(doc["transcript"]), table, own, foreign)


def key_of(transcript: list[dict[str, Any]]) -> str:
    """Names a recording by when its sentences begin: words may be changed to simulate errors."""
    return f"{zlib.crc32(repr([round(row['start'], 2) for row in transcript]).encode()):08x}"


def read(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def times(row: dict[str, Any]) -> tuple[int, int]:
    return round(row["start"] * 1000), round(row["end"] * 1000)


def transcript_of(segments: list[Segment], heard: list[Span]) -> Transcript:
    """What a listener to these stretches alone would know."""

    def kept(word: Word) -> bool:
        return any(span.start_ms <= word.start_ms < span.end_ms for span in heard)

    near = [s for s in segments if any(s.span.overlaps(span) for span in heard)]
    cut = [
        Segment(segment.span, tuple(word for word in segment.words if kept(word)))
        for segment in near
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


def fit(material: list[Material]) -> dict[str, Any]:
    """The weights as they lie in the file."""
    ranker = fit_ranker(material)
    fitted = Fitted(ranker, {})
    tables = {name: table_of(name, material, fitted) for name in SHRINK}
    columns = material[0].own[0][0].columns
    return {
        "ranker": [round(float(weight), 4) for weight in ranker],
        "regressions": {name: fit_one(name, tables[name], columns) for name in SHRINK},
    }


def fit_ranker(material: list[Material]) -> Any:
    """Weights of a conditional logit: the right windows against all others of the recording."""
    groups = []
    for evidence, span in (pair for each in material for pair in each.own):
        middle = (span.start_ms + span.end_ms) / 2
        grid = evidence.claim.recording.grid
        right = np.array([abs((s.start_ms + s.end_ms) / 2 - middle) <= RIGHT_MS for s in grid])
        if right.any():
            groups.append((evidence.grid_ranking, right))

    def loss(weights: Any) -> tuple[float, Any]:
        total, slope = 0.003 * float(weights @ weights), 0.006 * weights
        for rows, right in groups:
            x = rows @ weights
            p = np.exp(x - x.max())
            p /= p.sum()
            hit = p[right].sum() + 1e-12
            total -= np.log(hit) / len(groups)
            slope = slope - (np.where(right, p / hit, 0) - p) @ rows / len(groups)
        return total, slope

    start = np.zeros(groups[0][0].shape[1])
    return minimize(loss, start, jac=True, method="L-BFGS-B").x


def table_of(name: str, material: list[Material], fitted: Fitted) -> Rows:
    """Features with labels for one regression."""
    if name == "anywhere":
        return [row for each in material for row in anywhere(each, fitted)]
    return [
        (case.evidence.rows([case.span], fitted)[0], case.label)
        for each in material
        for case in each.cases[name]
    ]


def anywhere(material: Material, fitted: Fitted) -> Iterator[tuple[Any, int]]:
    """The best place for each claim, and for one of another recording."""
    labelled = [(evidence, 1) for evidence, _ in material.own]
    for evidence, label in [*labelled, *((evidence, 0) for evidence in material.foreign)]:
        for place in best_places(evidence, count=1, fitted=fitted):
            yield evidence.rows([place], fitted)[0], label


def fit_one(name: str, rows: Rows, columns: Sequence[str]) -> dict[str, Any]:
    x, y = np.array([row for row, _ in rows]), np.array([label for _, label in rows])
    if name == "alone":
        x[:, [any(part in column for part in ALONE) for column in columns]] = 0
    model = make_pipeline(
        StandardScaler(),
        LogisticRegression(class_weight="balanced", C=SHRINK[name], max_iter=5000),
    )
    model.fit(x, y)
    scaler, regression = model[0], model[1]
    slopes = regression.coef_[0] / scaler.scale_  # a constant column: scale 1, slope 0
    bias = regression.intercept_[0] - float(slopes @ scaler.mean_)
    named = {column: round(float(s), 4) for column, s in zip(columns, slopes, strict=True) if s}
    return {"bias": round(float(bias), 4), "slopes": named}


def report(name: Any, folds: list[tuple[Fitted, list[Material]]]) -> None:
    """The out-of-fold figures of one regression."""
    p, y = [], []
    for fitted, material in folds:
        columns = material[0].own[0][0].columns
        rows = table_of(name, material, fitted)
        p += list(probabilities(np.array([row for row, _ in rows]), columns, fitted, name))
        y += [label for _, label in rows]
    p, y = np.array(p), np.array(y)
    share = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    print(
        f"{name:9s} n {len(y):5d}  AUROC {roc_auc_score(y, p):.3f}  "
        f"balanced accuracy {balanced_accuracy_score(y, p > 0.5):.3f}  "
        f"ECE {calibration_error(p, y, share):.3f}  "
        f"at p >= 0.7: recall {(p[y == 1] >= 0.7).mean():.3f}, "
        f"false {(p[y == 0] >= 0.7).mean():.3f}"
    )


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
