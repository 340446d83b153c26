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
`anywhere` judges the best place of the recording. From these a choice tells claims that are
said at their stamps from those said elsewhere, and nowhere.
Figures are out of fold: five folds over recordings. `--folds` writes the weights of each
fold with its recordings, for `scorer.py`.
"""

from __future__ import annotations

import argparse
import functools
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

from clipper.config import Settings, VerifySettings
from clipper.model import Segment, Span, Transcript
from clipper.models.embed import find_embedder
from clipper.speech.given import segment_of
from clipper.verify.claim import claim_in
from clipper.verify.evidence import Evidence
from clipper.verify.locate import best_places
from clipper.verify.probability import (
    WEIGHED,
    Fitted,
    Model,
    fitted_from,
    probabilities,
    weighed,
)
from clipper.verify.recording import Recording, index

TARGET = Path(__file__).parents[1] / "clipper" / "verify" / "weights.json"
RELIABLE = 0.6  # of a note's other citations are right: below, labels are worth little
FOLDS = 5
ALIENS = 3  # claims of other recordings for each of this one
RIGHT_MS = 20_000  # a window whose middle is this near to the evidence's is the right one
ALONE = ("_z", "_margin", "rank", "rarity")  # mean nothing where there is nothing to compare with
SHRINK = {"alone": 1.0, "windows": 0.05, "here": 0.05, "anywhere": 0.05}  # sklearn's C
WHERE = {"here": 0.5, "elsewhere": 0.25, "nowhere": 0.25}  # share of the claims that is said there

Rows = list[tuple[Any, int]]
MeaningOf = Callable[[Sequence[str]], Any]


@dataclass(frozen=True)
class Case:
    """A claim's evidence with a stretch, and where it is said: here, elsewhere or nowhere."""

    evidence: Evidence
    span: Span
    where: str

    @property
    def label(self) -> int:
        return int(self.where == "here")


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

    @functools.cache
    def minute(centre: float) -> Recording:
        return heard([minute_around(centre)])

    def seen(text: str, recording: Recording) -> Evidence:
        return Evidence(claim_in(text, recording))

    whole = heard([Span(0, segments[-1].span.end_ms)])
    partly = heard([*(window(claim["centre"]) for claim in claims), *stray(claims)])
    table: dict[str, list[Case]] = {name: [] for name in SHRINK if name != "anywhere"}
    own, foreign = [], []
    for claim in claims:
        alien, *more = [each["claim"] for each in chance.sample(aliens, ALIENS)]
        known: dict[tuple[str, str], Evidence] = {}
        for text, centre, where in cases(claim, alien):
            span = window(centre)
            for name, recording in (("windows", partly), ("here", whole)):
                if (name, text) not in known:
                    known[name, text] = seen(text, recording)
                table[name].append(Case(known[name, text], span, where))
            table["alone"].append(Case(seen(text, minute(centre)), span, where))
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
    return Transcript(tuple(heard), tuple(_cut(segments, heard)))


def _cut(segments: list[Segment], heard: list[Span]) -> Iterator[Segment]:
    first_ms, last_ms = min(s.start_ms for s in heard), max(s.end_ms for s in heard)
    for segment in segments:
        if segment.span.end_ms <= first_ms or segment.span.start_ms >= last_ms:
            continue  # most segments, for most stretches
        near = [span for span in heard if span.overlaps(segment.span)]
        words = [w for w in segment.words if any(span.holds(w.start_ms) for span in near)]
        if words:
            yield Segment(segment.span, tuple(words))


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
    return [window(x) for claim in claims for _, x, where in cases(claim, "") if where != "here"]


def cases(claim: dict[str, Any], foreign: str) -> Iterator[tuple[str, float, str]]:
    """Texts with the middle of a window, and where they are said."""
    yield claim["claim"], claim["centre"], "here"
    wrong = [*claim["neg_random"], claim["neg_hard"], claim["shift"]["60"], claim["shift"]["120"]]
    for centre in wrong:
        if centre is not None:
            yield claim["claim"], centre, "elsewhere"
    for other, where in ((claim["other_claim"], "elsewhere"), (foreign, "nowhere")):
        if other:
            yield other, claim["centre"], where


def fit(material: list[Material]) -> dict[str, Any]:
    """The weights as they lie in the file."""
    ranker = fit_ranker(material)
    fitted = Fitted(ranker, {}, {})
    columns = material[0].own[0][0].columns
    plain = {
        "ranker": [round(float(weight), 4) for weight in ranker],
        "regressions": {
            name: fit_one(name, table_of(name, material, fitted), columns) for name in SHRINK
        },
        "choice": {},
    }
    return plain | {"choice": fit_choice(list(told(material, fitted_from(plain))))}


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
    cases = [case for each in material for case in each.cases[name]]
    if name == "alone":
        return [(case.evidence.rows([case.span], None)[0], case.label) for case in cases]
    spans = defaultdict(list)
    for case in cases:
        spans[id(case.evidence)].append(case.span)
    for case in cases:
        case.evidence.look(spans[id(case.evidence)])  # all at once: cheaper than one by one
    return [(case.evidence.rows([case.span], fitted)[0], case.label) for case in cases]


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
    return plain_of(model[1].coef_[0], model[1].intercept_[0], model[0], columns)


def plain_of(scaled: Any, bias: float, scaler: Any, columns: Sequence[str]) -> dict[str, Any]:
    """A regression on scaled features as one on raw features."""
    slopes = scaled / scaler.scale_  # a constant column: scale 1, slope 0
    bias = bias - float(slopes @ scaler.mean_)
    named = {column: round(float(s), 4) for column, s in zip(columns, slopes, strict=True) if s}
    return {"bias": round(float(bias), 4), "slopes": named}


def told(material: list[Material], fitted: Fitted) -> Iterator[tuple[Any, str]]:
    """What the choice goes by, with where the claim is said."""
    places: dict[int, list[float]] = {}
    for case in (case for each in material for case in each.cases["here"]):
        evidence = case.evidence
        if id(evidence) not in places:
            best = best_places(evidence, count=VerifySettings().candidates, fitted=fitted)
            places[id(evidence)] = likely(evidence, best, fitted, "anywhere")
        here = likely(evidence, [case.span], fitted, "here")[0]
        yield weighed(here, places[id(evidence)]), case.where


def likely(evidence: Evidence, spans: Sequence[Span], fitted: Fitted, model: Model) -> list[float]:
    if not spans:
        return []
    rows = evidence.rows(spans, fitted)
    return [float(p) for p in probabilities(rows, evidence.columns, fitted, model)]


def fit_choice(rows: list[tuple[Any, str]]) -> dict[str, Any]:
    """A multinomial logistic regression, against "nowhere"."""
    x, y = np.array([row for row, _ in rows]), np.array([where for _, where in rows])
    weight = {where: share / np.mean(y == where) for where, share in WHERE.items()}
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight=weight, max_iter=5000))
    model.fit(x, y)
    scaler, regression = model[0], model[1]
    index = list(regression.classes_).index
    return {
        where: plain_of(
            regression.coef_[index(where)] - regression.coef_[index("nowhere")],
            regression.intercept_[index(where)] - regression.intercept_[index("nowhere")],
            scaler,
            WEIGHED,
        )
        for where in ("here", "elsewhere")
    }


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
