"""What other notes on the same recording let expect of its length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clipper.model import Citation, Note
from clipper.notes.readings import End
from clipper.notes.units import by_source, units

_FEWEST_TIMES = 20  # in other notes, for these to show where the recording ends
_BEYOND = 1.25  # of their last time: what is cited past this would be past the end


@dataclass(slots=True)
class _Cited:
    """The times of all sane notes on a source, and the last times of the two that go farthest."""

    count: int = 0
    last: tuple[int, str] = (0, "")
    last_but_one: tuple[int, str] = (0, "")

    def add(self, note: str, times: frozenset[int]) -> None:
        self.count += len(times)
        farthest = sorted([self.last, self.last_but_one, (max(times), note)])
        self.last, self.last_but_one = farthest[-1], farthest[-2]


class Siblings:
    """The notes seen so far, by source; it holds a few numbers of each source."""

    def __init__(self) -> None:
        self._cited: dict[str, _Cited] = {}

    def add(self, note: Note) -> None:
        """Remember when a note cites its sources, unless its own times are doubtful."""
        for source, cited in by_source(note.citations).items():
            if source is not None and (times := _times(cited)):
                self._cited.setdefault(source, _Cited()).add(note.path, times)

    def expected(self, note: Note) -> Callable[[str], End | None]:
        """Where a source ends to all appearances; None where the other notes do not show it."""
        grouped = by_source(note.citations)

        def end(source: str) -> End | None:
            cited = self._cited.get(source)
            if cited is None or (cited.last[1] == note.path and not cited.last_but_one[1]):
                return None
            if cited.count - len(_times(grouped.get(source, ()))) < _FEWEST_TIMES:
                return None
            last = cited.last_but_one if cited.last[1] == note.path else cited.last
            return End(round(last[0] * _BEYOND), is_known=False)

        return end


def _times(cited: Sequence[Citation]) -> frozenset[int]:
    """The different times of a note, taken literally; none when they show a shift."""
    if units(cited).is_shifted:
        return frozenset()
    return frozenset(map(_at_ms, filter(_has_hours, cited)))


def _has_hours(citation: Citation) -> bool:
    return citation.readings[:1] != () and citation.readings[0].name == "h:m:s"


def _at_ms(citation: Citation) -> int:
    return citation.readings[0].at_ms
