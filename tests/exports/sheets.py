"""Sheets whose words are as hostile as those of notes can be."""

from pathlib import Path

from clipper.exports.sheet import Recording, Row
from clipper.model import Citation, Finding, Reading, Segment, Span, Word

HOSTILE = (
    "Line one\nline two\r\n\r\nline three\u2028end\t.",
    "<script>alert(1)</script> & --> {\\an8}<b>bold</b>",
    "\"double\", 'single' `back` ]] [[c|d#e^f",
    "=CMD('calc')!A1",
    "-2+3;@SUM(A1)",
    "Ünïcödé 日本語 🎉 \u202e right to left",
    "x" * 3000,
    "word " * 2000,
    "lone \ud800 surrogate, NUL \0, escape \x1b[31m, \ufffe",
    "",
    "# heading | pipe %10%",
    "* FROM CLIP NAME: other.mov",
)
PATHS = (
    "/m/na\nme,with;%12%=.mp4",
    "/m/-rf 'q' \"d\".mp4",
    "/m/日本 [x] #1 | a.mp4",
    "/m/not utf-8 \udcff.mp4",
)


def cited(claim, number=1, *, source="talk", at_ms=10_000):
    return Citation(
        note="n.md",
        line=number,
        column=1,
        stamp="0:10",
        readings=(Reading("m:s", at_ms),),
        claim=claim,
        heading=("Part\none",),
        source=source,
    )


SPAN = Span(5_000, 35_000)


def row(claim, number=1, *, recording=None, span=SPAN, verdict=None, clip=None):
    recording = recording or Recording("talk", path=Path("/m/talk.mp4"), duration_ms=600_000)
    citation = cited(claim, number, source=recording.id, at_ms=span.start_ms + 5_000)
    finding = verdict and Finding(citation, verdict, confidence=0.25, heard=claim)
    at_ms = span.start_ms + 5_000
    return Row(number, citation, recording, at_ms, span, clip, finding)


def words(text, start_ms=0, each_ms=400):
    """A segment whose words follow each other without a pause."""
    said = [
        Word(f" {word}", start_ms + n * each_ms, start_ms + (n + 1) * each_ms, 1.0)
        for n, word in enumerate(text.split())
    ]
    return Segment(Span(said[0].start_ms, said[-1].end_ms), tuple(said))
