"""What captions save and what they cost: verdicts with them against hearing everything.

    python benchmarks/captions.py DATA

DATA as for `verdicts.py`, whose cases these are. The transcripts serve as speech; with one
word in eight lost or replaced, in lower case, without full stops and up to a second late
they serve as captions.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fit_verify import RELIABLE, read, times
from verdicts import drawn

from clipper.config import Settings
from clipper.model import Citation, Finding, Segment, Span, Transcript, union
from clipper.notes.lint import possible_readings
from clipper.notes.readings import End
from clipper.speech.given import segment_of
from clipper.steps.widening import Search, wants_more, widening
from clipper.times import clock, readings
from clipper.verify.judge import judge
from clipper.verify.recording import index


@dataclass(frozen=True)
class Ear:
    """Knows the transcript wherever it is asked to listen."""

    segments: tuple[Segment, ...]
    duration_ms: int

    def known(self, spans: tuple[Span, ...]) -> Transcript:
        parts = (
            replace(s, words=tuple(w for w in s.words if any(_holds(span, w) for span in spans)))
            for s in self.segments
        )
        return Transcript(spans, tuple(part for part in parts if part.words))


def _holds(span: Span, word: Any) -> bool:
    return span.start_ms <= word.start_ms < span.end_ms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    claims = [c for c in read(data / "claims.jsonl") if (c.get("note_ok") or 0) >= RELIABLE]
    changes: Counter[tuple[str, str, str]] = Counter()
    minutes = Counter[str]()
    for doc in read(data / "docs.jsonl"):
        chance = random.Random(zlib.crc32(doc["doc"].encode()))
        cases = dict(citations(doc["doc"], claims, chance))
        segments = tuple(segment_of(*times(row), row["text"]) for row in doc["transcript"])
        ear = Ear(segments, segments[-1].span.end_ms)
        with tempfile.TemporaryDirectory() as folder:
            captions = Path(folder) / "captions.json"
            captions.write_text(json.dumps(list(worse(doc["transcript"], chance))))
            everywhere, minutes_heard = found(tuple(cases), ear, ())
            minutes["without"] += minutes_heard
            mapped, minutes_heard = found(tuple(cases), ear, (captions,))
            minutes["with"] += minutes_heard
        for citation, case in cases.items():
            verdicts = everywhere[citation].verdict.value, mapped[citation].verdict.value
            changes[(case, *verdicts)] += 1
    print(f"minutes heard without captions {minutes['without']}, with {minutes['with']}")
    same = sum(n for (_, before, after), n in changes.items() if before == after)
    print(f"verdicts that are the same: {same} of {changes.total()}; the others:")
    for (case, before, after), n in sorted(changes.items()):
        if before != after:
            print(f"{case:21s} {before} -> {after} {n}")


def citations(doc: str, claims: list[dict[str, Any]], chance: random.Random) -> Any:
    foreign = [c["claim"] for c in claims if c["doc"] != doc]
    for line, claim in enumerate((c for c in claims if c["doc"] == doc), 1):
        case, text, cited_s = drawn(claim, chance, foreign)
        stamp = clock(cited_s * 1000)
        yield Citation("note.md", line, 1, stamp, readings(stamp), text), case


def worse(rows: list[dict[str, Any]], chance: random.Random) -> Any:
    for row in rows:
        words = [word.lower().strip(".,?!") for word in row["text"].split()]
        kept = [w if chance.random() > 0.08 else "uh" for w in words if chance.random() > 0.04]
        if kept:
            start = row["start"] + chance.random()
            yield {"start": start, "end": max(start, row["end"]) + 1, "text": " ".join(kept)}


def found(
    cited: tuple[Citation, ...], ear: Any, captions: tuple[Path, ...]
) -> tuple[dict[Citation, Finding], int]:
    """The verdicts on a note, and the minutes heard for them."""
    settings = Settings()
    possible = possible_readings(cited, End(ear.duration_ms))
    findings: dict[Citation, Finding] = {}
    spans: tuple[Span, ...] = ()
    for asked in widening(Search(possible, findings, ear, settings, captions)):
        spans = union(Span(s.start_ms, min(ear.duration_ms, s.end_ms)) for s in asked)
        recording = index(ear.known(spans))
        for citation in cited:
            if citation not in findings or wants_more(findings[citation]):
                findings[citation] = judge(
                    citation,
                    recording,
                    readings=possible[citation],
                    duration_ms=ear.duration_ms,
                    settings=settings.verify,
                )
    return findings, round(sum(span.length_ms for span in spans) / 60_000)


if __name__ == "__main__":
    main()
