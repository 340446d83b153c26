"""How often a note that is wrong as a whole is known as what it is, and a right one left alone.

    pip install -e '.[bench]'
    python benchmarks/diagnoses.py DATA

DATA as for `verdicts.py`. Of each recording with five claims and more come these notes: as it
is; with two of five stamps anywhere; all stamps late or early; late from the middle on;
drifting, where that moves the last stamp by half a minute; MM:SS:00; and the claims of another
recording. The thresholds were chosen on the half of the recordings that is called `seen`; what
counts is the other.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from fit_verify import RELIABLE, read, times

from clipper.config import VerifySettings
from clipper.model import Citation, Diagnosis, Finding, Kind, Span, Transcript
from clipper.notes.lint import possible_readings
from clipper.notes.readings import End
from clipper.speech.timed import segment_of
from clipper.times import clock, readings
from clipper.verify.diagnosis import diagnosis
from clipper.verify.judge import judge
from clipper.verify.recording import Recording, index

FEWEST = 5  # claims of a recording
LATE_S, NEAR_S = 34, 10
DRIFTED_S = 30  # the last stamp, at least
WRONG = 2 / 5  # of the stamps of a note that is wrong here and there

Claims = Sequence[tuple[int, str]]  # the second that is cited, and the text

# What is done to the stamps of a note.
MOVED: dict[str, Callable[[int, int], int]] = {
    "as it is": lambda at, _: at,
    "34 s late": lambda at, _: at + LATE_S,
    "34 s early": lambda at, _: max(0, at - LATE_S),
    "late from the middle": lambda at, middle: at + LATE_S * (at >= middle),
    "drift of 1 %": lambda at, _: round(at * 1.01),
    "drift of 4 %": lambda at, _: round(at * 25 / 24),
}
SOME, UNIT, OTHER = "two of five wrong", "MM:SS:00", "another recording"
RIGHT = {
    "as it is": "none",
    SOME: "none",
    "34 s late": "offset",
    "34 s early": "offset",
    "late from the middle": "jump",
    "drift of 1 %": "drift",
    "drift of 4 %": "drift",
    UNIT: "unit",
    OTHER: "recording",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for doc, case, findings in judged(data):
        half = "seen" if zlib.crc32(doc.encode()) % 2 == 0 else "held out"
        counts[half, case][told(diagnosis(findings, VerifySettings()))] += 1
    for half in ("seen", "held out"):
        for case, right in RIGHT.items():
            kinds = counts[half, case]
            share = kinds[right] / kinds.total()
            print(f"{half:9s} {case:21s} n {kinds.total():3d}  right {share:.3f}", end="  ")
            print(", ".join(f"{kind} {n}" for kind, n in kinds.most_common()))


def told(found: Diagnosis | None) -> str:
    """The kind, a jump apart from an offset throughout; amounts must be nearly right."""
    if found is None:
        return "none"
    off_ms = abs(abs(found.offset_ms or 0) - LATE_S * 1000)
    if found.kind is Kind.OFFSET and off_ms > NEAR_S * 1000:
        return "wrong offset"
    return "jump" if found.from_ms else found.kind


def judged(data: Path) -> Iterator[tuple[str, str, tuple[Finding, ...]]]:
    """The recording, the case, and the findings of each note."""
    by_doc: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for claim in read(data / "claims.jsonl"):
        if (claim.get("note_ok") or 0) >= RELIABLE:
            by_doc[claim["doc"]].append((int(claim["cited"]), claim["claim"]))
    notes = {doc: sorted(claims) for doc, claims in by_doc.items() if len(claims) >= FEWEST}
    docs = [row for row in read(data / "docs.jsonl") if row["doc"] in notes]
    for row, before in zip(docs, [docs[-1], *docs], strict=False):
        recording, duration_ms = indexed(row)
        for case, cited in cases(notes[row["doc"]], notes[before["doc"]]):
            yield row["doc"], case, verdicts(cited, recording, duration_ms)


def indexed(doc: dict[str, Any]) -> tuple[Recording, int]:
    segments = [segment_of(*times(row), row["text"]) for row in doc["transcript"]]
    duration_ms = segments[-1].span.end_ms
    return index(Transcript((Span(0, duration_ms),), tuple(segments))), duration_ms


def cases(claims: Claims, others: Claims) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The case, and the stamps with their claims."""
    middle, last = claims[len(claims) // 2][0], claims[-1][0]
    for case, moved in MOVED.items():
        if not case.startswith("drift") or moved(last, middle) >= last + DRIFTED_S:
            yield case, [(clock(moved(at, middle) * 1000), text) for at, text in claims]
    chance = random.Random(last)
    some = [chance.randrange(last) if chance.random() < WRONG else at for at, _ in claims]
    yield SOME, [(clock(at * 1000), text) for at, (_, text) in zip(some, claims, strict=True)]
    yield UNIT, [(f"{at // 60:02d}:{at % 60:02d}:00", text) for at, text in claims]
    yield OTHER, [(clock(at * 1000), text) for at, text in others]


def verdicts(
    cited: Sequence[tuple[str, str]], recording: Recording, duration_ms: int
) -> tuple[Finding, ...]:
    citations = [
        Citation("note.md", line, 1, stamp, readings(stamp), text)
        for line, (stamp, text) in enumerate(cited, start=1)
    ]
    possible = possible_readings(citations, End(duration_ms))
    return tuple(
        judge(
            citation,
            recording,
            readings=possible[citation],
            duration_ms=duration_ms,
            settings=VerifySettings(),
        )
        for citation in citations
    )


if __name__ == "__main__":
    main()
