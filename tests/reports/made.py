"""A finished run with one of everything, some of it hostile."""

from pathlib import Path

from clipper.events import Finished, NoteResult, Trouble
from clipper.model import (
    Candidate,
    Citation,
    Finding,
    Note,
    Reason,
    Verdict,
)
from clipper.times import readings

HOSTILE = '<script>alert(1)</script> "quoted" & <img src=x onerror=alert(2)>'


def citation(line, stamp, claim, source="a0bEU83P8g8"):
    return Citation("vault/note.md", line, 3, stamp, readings(stamp), claim, ("Top",), source)


def finished():
    cited = [
        citation(1, "00:01:00", "Tides come twice a day."),
        citation(2, "00:02:00", HOSTILE),
        citation(3, "00:03:00", "There are 82 gates.", "javascript:alert(3)"),
        citation(4, "04:00:00", "It was raised in May.", '"><script>'),
        citation(5, "later", "Nobody knows."),
        citation(6, "00:05:00", "Fog is worse than wind."),
    ]
    first = [c.readings[0] if c.readings else None for c in cited]
    findings = (
        Finding(
            cited[0],
            Verdict.SUPPORTED,
            confidence=0.98765,
            reading=first[0],
            found_ms=58_000,
            heard="Twice a day the tide comes.",
            clip="note/001 00-01-00.mp4",
        ),
        Finding(
            cited[1],
            Verdict.MISPLACED,
            confidence=0.1,
            reading=first[1],
            found_ms=200_000,
            heard=HOSTILE,
            candidates=(Candidate(200_000, 0.9, HOSTILE),),
            clip="note/-002 #?%.mp4",
        ),
        Finding(
            cited[2],
            Verdict.CONTRADICTED,
            reason="differs",
            confidence=0.1,
            reading=first[2],
            found_ms=180_000,
            heard="We have 62 gates.",
            detail="the note says 82, the speech 62",
        ),
        Finding(
            cited[3],
            Verdict.SUPPORTED,
            confidence=0.9,
            reading=cited[3].readings[1],
            found_ms=240_000,
            heard="In May.",
            detail="'04:00:00' is past the end; read as m:s it is 00:04:00",
        ),
        Finding(
            cited[4],
            Verdict.UNCHECKED,
            reason=Reason.UNREADABLE_TIME,
            detail="'later' is not a time of a recording",
        ),
        Finding(cited[5], Verdict.NOT_FOUND, confidence=0.02, reading=first[5]),
    )
    note = Note("vault/note.md", HOSTILE, tuple(cited))
    trouble = Trouble(HOSTILE, "no such video", "look again")
    result = NoteResult(note, Path("output/note"), findings, "note/reel.m4a")
    return Finished((result,), (trouble,))
