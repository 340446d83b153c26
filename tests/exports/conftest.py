"""A sheet as most are, and one whose words are as hostile as those of notes can be."""

from pathlib import Path

import pytest
from sheets import HOSTILE, PATHS, cited, row, words

from clipper.exports.sheet import Recording, Row, Sheet
from clipper.model import Span, Verdict


@pytest.fixture
def hostile():
    """Every hostile claim, over recordings with hostile names, one of which is not here."""
    said = (words("<b>Bees</b> & wasps --> dance.", 6_000),)
    recordings = [
        Recording(f"id {n}", path=Path(path), duration_ms=900_000, fps_milli=29_970, said=said)
        for n, path in enumerate(PATHS)
    ]
    recordings.append(Recording("AbCdEfGhIjK", "https://www.youtube.com/watch?v=AbCdEfGhIjK"))
    verdicts = [None, *Verdict]
    rows = [
        row(
            claim,
            number,
            recording=recordings[number % len(recordings)],
            span=Span(number * 20_000, number * 20_000 + 30_000),
            verdict=verdicts[number % len(verdicts)],
            clip=None if number % 3 else f"{number:03d} clip.mp4",
        )
        for number, claim in enumerate(HOSTILE, start=1)
    ]
    rows.append(Row(13, cited("without a recording", 13, source=None)))
    return Sheet("notes/n\n\udcff.md", 'A title\n<b>& "more"', tuple(rows))


@pytest.fixture
def plain():
    """Four claims on one recording, a minute apart, with clips and verdicts."""
    recording = Recording(
        "AbCdEfGhIjK",
        "https://www.youtube.com/watch?v=AbCdEfGhIjK",
        Path("/m/talk [AbCdEfGhIjK].mp4"),
        duration_ms=600_000,
        fps_milli=25_000,
        said=(words("We begin. Bees dance in the dark of the hive.", 61_000),),
    )
    verdicts = (Verdict.SUPPORTED, Verdict.MISPLACED, Verdict.SUPPORTED, Verdict.SUPPORTED)
    rows = (
        row(
            f"Claim {number}.",
            number,
            recording=recording,
            span=Span(number * 60_000, number * 60_000 + 30_000),
            verdict=verdict,
            clip=f"{number:03d} clip.mp4",
        )
        for number, verdict in enumerate(verdicts, start=1)
    )
    return Sheet("n.md", "Bees", tuple(rows))
