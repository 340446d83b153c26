"""How many changed claims are noticed, and how many true ones are taken for changed.

    pip install -e '.[bench]'
    python benchmarks/contradictions.py DATA

DATA as for `fit_verify.py`; `corrupt` of a claim holds versions with a changed number or name,
with `not` put in or taken out, or with one word turned into its opposite. All are compared
with what is said where the true claim is cited. The halves of the recordings (by the CRC of
their names) show how steady the figures are. The first thresholds were chosen on the `even` half,
later ones (numbers that stand in one's place, denials that nobody makes) on both.
"""

from __future__ import annotations

import argparse
import itertools
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from fit_verify import RELIABLE, read, times

from clipper.model import Span, Transcript
from clipper.speech.timed import segment_of
from clipper.verify.claim import Claim, claim_in
from clipper.verify.contradiction import compare, contradiction, remark
from clipper.verify.recording import Recording, Sentence, index
from clipper.verify.words import line

HALVES = ("even", "odd")
BEFORE_MS, AFTER_MS = 8_000, 22_000  # as the judge looks
Key = tuple[str, str]  # half and kind of change


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    asked: Counter[Key] = Counter()
    flagged: Counter[Key] = Counter()
    noticed: Counter[Key] = Counter()
    start = time.perf_counter()
    for key, claim, place in cases(parser.parse_args().data):
        sentences = best(claim, place)
        asked[key] += 1
        both = compare(claim, place, sentences)
        difference = contradiction(both)
        flagged[key] += bool(difference)
        noticed[key] += bool(difference or remark(both))
    spent_ms = (time.perf_counter() - start) * 1000 / asked.total()
    for key in sorted(asked):
        print(f"{key[0]:5s} {key[1]:19s} n {asked[key]:4d}", end="  ")
        print(f"contradicted {flagged[key] / asked[key]:.3f}", end="  ")
        print(f"or remarked on {noticed[key] / asked[key]:.3f}")
    print(f"{spent_ms:.2f} ms a claim, reading included")


def cases(data: Path) -> Iterator[tuple[Key, Claim, Span]]:
    """Every version of every claim, with the stretch where the true one is said."""
    claims = [c for c in read(data / "claims.jsonl") if (c.get("note_ok") or 0) >= RELIABLE]
    docs = {row["doc"]: row["transcript"] for row in read(data / "docs.jsonl")}
    for doc, rows in docs.items():
        recording = heard(rows)
        half = HALVES[zlib.crc32(doc.encode()) % 2]
        for claim in (c for c in claims if c["doc"] == doc):
            at_ms = int(claim["cited"]) * 1000
            place = Span(max(0, at_ms - BEFORE_MS), at_ms + AFTER_MS)
            for kind, text in (("unchanged", claim["claim"]), *claim["corrupt"].items()):
                yield (half, kind), claim_in(text, recording), place
            if line(claim["claim"]).is_denying:
                yield (half, "unchanged, denying"), claim_in(claim["claim"], recording), place


def heard(rows: list[dict[str, float | str]]) -> Recording:
    segments = tuple(segment_of(*times(row), str(row["text"])) for row in rows)
    return index(Transcript((Span(0, segments[-1].span.end_ms),), segments))


def best(claim: Claim, place: Span) -> tuple[Sentence, ...]:
    """The one or two neighbouring sentences with the most of the claim's words."""
    sentences = claim.recording.sentences_in(place)
    groups = [*((one,) for one in sentences), *itertools.pairwise(sentences)]
    return max(groups, key=lambda group: score(claim, group), default=())


def score(claim: Claim, group: tuple[Sentence, ...]) -> tuple[int, int]:
    said = {token for sentence in group for token in sentence.tokens}
    return len(said.intersection(claim.tokens)), -len(group)


if __name__ == "__main__":
    main()
