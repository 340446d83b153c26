"""How often the verdicts are right, on labelled recordings with their transcripts.

    pip install -e '.[bench]'
    python benchmarks/verdicts.py DATA

DATA as for `fit_verify.py`, whose weights these are: figures on the same recordings flatter
a little. Each claim stands in one case: as it is; with its stamp moved by two minutes and
more; a claim of another recording; with a number changed.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from fit_verify import RELIABLE, read, times

from clipper.config import VerifySettings
from clipper.model import Citation, Finding, Span, Transcript, Verdict
from clipper.notes.lint import possible_readings
from clipper.notes.readings import End
from clipper.speech.given import segment_of
from clipper.times import clock, readings
from clipper.verify.judge import judge
from clipper.verify.recording import Recording, index

RIGHT = {
    "as it is": Verdict.SUPPORTED,
    "stamp moved": Verdict.MISPLACED,
    "of another recording": Verdict.NOT_FOUND,
    "number changed": Verdict.CONTRADICTED,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    claims = [c for c in read(data / "claims.jsonl") if (c.get("note_ok") or 0) >= RELIABLE]
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    distances: list[float] = []
    for doc in read(data / "docs.jsonl"):
        segments = [segment_of(*times(row), row["text"]) for row in doc["transcript"]]
        heard = Span(0, segments[-1].span.end_ms)
        recording = index(Transcript((heard,), tuple(segments)))
        chance = random.Random(zlib.crc32(doc["doc"].encode()))
        foreign = [c["claim"] for c in claims if c["doc"] != doc["doc"]]
        for claim in (c for c in claims if c["doc"] == doc["doc"]):
            case, text, cited_s = drawn(claim, chance, foreign)
            finding = verdict(text, cited_s, recording, heard.end_ms)
            counts[case][finding.verdict] += 1
            if case == "stamp moved" and finding.found_ms is not None:
                distances.append(abs(finding.found_ms / 1000 - claim["cited"]))
    for case, right in RIGHT.items():
        total = counts[case].total()
        print(f"{case:21s} n {total:4d}  right {counts[case][right] / total:.3f}", end="  ")
        print(", ".join(f"{v.value} {n}" for v, n in counts[case].most_common()))
    near = sum(distance <= 30 for distance in distances)
    print(f"moved stamps found again within 30 s: {near / len(distances):.3f}")


def drawn(claim: dict[str, Any], chance: random.Random, foreign: list[str]) -> tuple[str, str, int]:
    """A case for the claim: its name, the text, and the second it is cited at."""
    cases = ["as it is", "as it is", "stamp moved", "of another recording"]
    if "number" in claim["corrupt"]:
        cases += ["number changed", "number changed"]
    case = chance.choice(cases)
    if case == "stamp moved":
        far = [claim["shift"][key] for key in ("120", "300") if key in claim["shift"]]
        return case, claim["claim"], max(0, int(chance.choice([*far, *claim["neg_random"]]) - 7.5))
    texts = {
        "of another recording": chance.choice(foreign),
        "number changed": claim["corrupt"].get("number", ""),
    }
    return case, texts.get(case, claim["claim"]), int(claim["cited"])


def verdict(text: str, cited_s: int, recording: Recording, duration_ms: int) -> Finding:
    stamp = clock(cited_s * 1000)
    citation = Citation("note.md", 1, 1, stamp, readings(stamp), text)
    return judge(
        citation,
        recording,
        readings=possible_readings([citation], End(duration_ms))[citation],
        duration_ms=duration_ms,
        settings=VerifySettings(),
    )


if __name__ == "__main__":
    main()
