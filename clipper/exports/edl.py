"""CMX 3600, the edit decision list that every editing program reads.

One rate and one kind of time code for the whole list: those of the first recording with a
rate that editing programs know. Reels have names of eight letters; recordings are named in
comments besides, and their time codes begin with 0, as those of files without time codes do.
https://www.edlmax.com/EdlMaxHelp/Edl/maxguide.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from clipper.exports.rates import Rate, rate_of
from clipper.exports.sheet import Export, Nothing, Recording, Sheet, Shot, doubted, one_line

_DEFAULT = Rate(Fraction(25))
_MOST_EVENTS = 999  # numbers have three digits
_REEL_LENGTH = 8
_FIRST_HOUR_S = 3600  # where programmes begin by custom


def render(sheet: Sheet) -> str | Nothing:
    shots = sheet.shots()
    if not shots:
        return Nothing("no moment of a recording is cited")
    if len(shots) > _MOST_EVENTS:
        why = f"an edit decision list holds {_MOST_EVENTS} cuts, not {len(shots)}"
        return Nothing(why, "'otio' has no such limit")
    rates = (rate_of(recording.fps_milli) for recording in sheet.recordings)
    rate = next(filter(None, rates), _DEFAULT)
    kind = "DROP" if rate.drops else "NON-DROP"
    head = f"TITLE: {one_line(sheet.title, 70)}\nFCM: {kind} FRAME\n"
    return "\n".join([head, *_events(shots, rate)])


def _events(shots: Iterable[Shot], rate: Rate) -> Iterator[str]:
    reels: dict[str, str] = {}
    at = rate.nominal * _FIRST_HOUR_S - 54 * rate.drops  # of 60 minutes 6 drop nothing
    for number, shot in enumerate(shots, start=1):
        start, end = rate.frames(shot.span.start_ms), rate.frames(shot.span.end_ms)
        end = max(end, start + 1)
        codes = map(rate.timecode, (start, end, at, at + end - start))
        reel = _reel(shot.recording, reels)
        track = _track(shot.recording)
        yield "".join(
            [
                f"{number:03d}  {reel:8} {track:5} C        {' '.join(codes)}\n",
                f"* FROM CLIP NAME: {one_line(shot.recording.name)}\n",
                *(f"* COMMENT: {doubted(row)}\n" for row in shot.rows),
            ]
        )
        at += end - start


def _track(recording: Recording) -> str:
    if not recording.has_picture:
        return "A"
    return "B" if recording.has_sound else "V"  # both


def _reel(recording: Recording, reels: dict[str, str]) -> str:
    """A name of its own for each recording: AX, BL and the like mean something else."""
    if recording.id not in reels:
        stem = recording.path.stem if recording.path else recording.id
        letters = re.sub(r"[^A-Z0-9]", "", stem.upper())[:_REEL_LENGTH]
        name = letters if len(letters) > len("BLACK") else f"R{letters}"
        number = 1
        while name in reels.values():
            number += 1
            name = f"{letters[: _REEL_LENGTH - 3]}{number:03d}"
        reels[recording.id] = name
    return reels[recording.id]


EXPORT = Export(
    "cmx3600.edl", "editing programs: an edit decision list (CMX 3600)", render, needs_fps=True
)
