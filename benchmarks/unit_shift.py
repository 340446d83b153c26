"""How well notes are told apart that write MM:SS in the place of HH:MM:SS.

    python benchmarks/unit_shift.py NOTES --durations FILE [--half 0|1]

NOTES is a folder of notes, FILE says `{"source id": seconds}`. Only notes on recordings of
known length count. `--half` takes half of the recordings: thresholds were chosen on half 0.

Notes: wrong is a note of which at least 20 % of the times lie past the end. It is to be
recognised without its length: alone, and with the other notes on the same recording.

Stamps: into notes that are right, a shift is planted: all times, 60 % and 30 % of them become
MM:SS with a last field of `00`, `01`, the seconds once more, or a random number. The length
is known. A stamp counts as recognised when minutes and seconds are the reading in force.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from clipper.model import Citation, Note
from clipper.notes.read import find_notes, read_note
from clipper.notes.readings import End
from clipper.notes.siblings import Siblings
from clipper.notes.units import units
from clipper.steps.lengths import read_durations
from clipper.times import readings

_WRONG = 0.2
_FEWEST_TIMES = 5
LAST_FIELDS = {
    "00": lambda _: 0,
    "01": lambda _: 1,
    "the seconds": lambda seconds: seconds,
    "random": lambda _: random.randrange(60),
}


@dataclass(frozen=True, slots=True)
class Known:
    """The citations of a note on one recording whose end is known."""

    note: Note
    source: str
    citations: tuple[Citation, ...]
    end: End

    @property
    def times(self) -> list[int]:
        """Milliseconds, of the stamps with three fields, taken literally."""
        literal = [c.readings[0] for c in self.citations if c.readings]
        return [reading.at_ms for reading in literal if reading.name == "h:m:s"]

    @property
    def is_wrong(self) -> bool:
        past = sum(self.end.is_past(c.readings[0]) for c in self.citations if _has_hours(c))
        return past >= _WRONG * len(self.times)


@dataclass(slots=True)
class Score:
    """Counts of right and wrong answers."""

    hits: int = 0
    misses: int = 0
    alarms: int = 0
    rest: int = 0

    def add(self, *, is_so: bool, is_told: bool) -> None:
        match is_so, is_told:
            case True, True:
                self.hits += 1
            case True, False:
                self.misses += 1
            case False, True:
                self.alarms += 1
            case _:
                self.rest += 1

    def __str__(self) -> str:
        precision = self.hits / max(1, self.hits + self.alarms)
        recall = self.hits / max(1, self.hits + self.misses)
        alarms = self.alarms / max(1, self.alarms + self.rest)
        return (
            f"precision {precision:.3f}, recall {recall:.3f} ({self.hits} of "
            f"{self.hits + self.misses}), false alarms {100 * alarms:.2f} % ({self.alarms} of "
            f"{self.alarms + self.rest})"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("--durations", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1))
    options = parser.parse_args()
    random.seed(1)
    siblings = Siblings()
    known = [
        each
        for each in _known(options.notes, read_durations(options.durations), siblings)
        if options.half is None or _half(each.source) == options.half
    ]
    print(f"{len(known)} notes on {len({each.source for each in known})} recordings")
    _notes(known, siblings)
    _stamps([k for k in known if not any(map(k.end.is_past, _literal(k)))])


def _known(folder: Path, lengths: dict[str, int], siblings: Siblings) -> Iterator[Known]:
    for path in find_notes([folder]):
        note = read_note(path, claims=False)
        siblings.add(note)
        for source in {c.source for c in note.citations} & lengths.keys():
            cited = tuple(c for c in note.citations if c.source == source)
            found = Known(note, source, cited, End(lengths[source]))
            if found.times:
                yield found


def _half(source: str) -> int:
    return int(hashlib.md5(source.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def _notes(known: list[Known], siblings: Siblings) -> None:
    alone, together = Score(), Score()
    for each in known:
        alone.add(is_so=each.is_wrong, is_told=units(each.citations).is_shifted)
        end = siblings.expected(each.note)(each.source)
        together.add(is_so=each.is_wrong, is_told=units(each.citations, end).is_shifted)
    print(f"wrong notes, alone:             {alone}")
    print(f"wrong notes, with other notes:  {together}")


def _stamps(right: list[Known]) -> None:
    for name in LAST_FIELDS:
        for share in (1.0, 0.6, 0.3):
            score = Score()
            for each in right:
                if len(each.times) >= _FEWEST_TIMES:
                    _plant(each, name, share, score)
            print(f"{share:4.0%} of the stamps, last field {name + ':':13}{score}")


def _plant(known: Known, name: str, share: float, score: Score) -> None:
    planted = [random.random() < share for _ in known.times]
    times = zip(known.times, planted, strict=True)
    cited = [
        replace(known.citations[0], stamp=stamp, label="", readings=readings(stamp))
        for stamp in (_written(at_ms // 1000, name if is_so else "") for at_ms, is_so in times)
    ]
    habits = units(cited, known.end)
    for citation, is_so in zip(cited, planted, strict=True):
        reading = habits.reading(citation)
        score.add(is_so=is_so, is_told=reading is not None and reading.name == "m:s")


def _written(seconds: int, name: str) -> str:
    minutes, rest = divmod(seconds, 60)
    if name:
        return f"{minutes:02d}:{rest:02d}:{LAST_FIELDS[name](rest):02d}"
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest:02d}"


def _literal(known: Known) -> list:
    return [citation.readings[0] for citation in known.citations if _has_hours(citation)]


def _has_hours(citation: Citation) -> bool:
    return bool(citation.readings) and citation.readings[0].name == "h:m:s"


if __name__ == "__main__":
    main()
