"""Cues of SRT and WebVTT: the times of the line with the arrow, the claim below it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from clipper.errors import NoteError
from clipper.notes.stamp import Place, Stamp

_TIME = r"(?:\d{1,4}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_CUE = re.compile(
    rf"(?m:^)[ \t]{{0,9}}(?P<start>{_TIME})[ \t]{{1,9}}-->[ \t]{{1,9}}(?P<end>{_TIME})"
    r"(?P<settings>[ \t][^\n]*)?(?:\n|\Z)(?P<text>(?:[^\n]*\S[^\n]*(?:\n|\Z))*)"
)
_ARROW = re.compile(r"(?m:^)[ \t]*\d[^\n]*-->[^\n]*")
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")


def find(text: str, note: str) -> Iterator[Stamp]:
    """Every cue, in order."""
    cues = {cue.start(): cue for cue in _CUE.finditer(text)}
    for line in _ARROW.finditer(text):
        if (cue := cues.get(line.start())) is None:
            number = text.count("\n", 0, line.start()) + 1
            raise NoteError(f"'{note}', line {number}: no cue: '{line[0].strip()}'")
        start, end = Place(*cue.span("start")), Place(*cue.span("end"), is_end=True)
        yield Stamp(
            start.start,
            end.end,
            cue["start"],
            cue["start"],
            cue["end"],
            places=(start, end),
            claim=" ".join(html.unescape(_TAG.sub("", cue["text"])).split()),
        )
