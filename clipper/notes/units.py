"""Which reading of its stamps is in force in a note: hours, or minutes in the place of hours.

Notes that language models write often hold MM:SS in HH:MM:SS slots (`03:01:00` for
3 min 1 s), mostly throughout a note. One stamp does not show it; all stamps of a note
that belong to one recording do. docs/lint.md has the figures behind the thresholds;
`benchmarks/unit_shift.py` measures them on any notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from clipper.model import Citation, Reading
from clipper.notes.readings import LABEL, End, choose, in_spite_of_junk
from clipper.times import written_like

_FEWEST = 4  # different times from which a note shows how it writes them
_PAST = 0.2  # of the times past the end: the note is wrong, not the stamp
_LONG_H, _LONG = 5, 0.08  # few recordings last five hours, and most times of these are lower
_MOSTLY = 0.5
_ZEROS, _ZEROS_H = 0.3, 2  # end in `:00` (by chance 1 of 60), up to at least this first field
_ROUND_MIN, _ROUND = 5, 0.5  # so many on a multiple of five minutes: the author only rounds
_HABIT, _FEWEST_FOR_HABIT = 0.25, 10  # share these last seconds, or repeat the minutes in them
_USUAL, _FEWEST_PAST = 0.75, 3  # have a habit, and lie past the end: so the others are wrong, too
_SHORT = 0.2  # so many times of two fields to each of three: the author knows how to write both
_MINUTE_MS = 60_000
_LOST_TENS = range(1, 6)  # of the minutes, left where the minutes should be
_LOST_END_MS, _TOO_MANY = 20 * _MINUTE_MS, 2

_THREE = re.compile(r"\d{1,6}:\d{1,3}:\d{1,3}")

_SAME = -1  # the habit of writing the minutes once more as seconds: `06:16:16`


class _Fields(NamedTuple):
    """A time of three fields, read literally."""

    h: int
    m: int
    s: int

    def has(self, habit: int) -> bool:
        return self.s == (self.m if habit == _SAME else habit)


@dataclass(frozen=True, slots=True)
class Units:
    """How a note writes the times of one recording.

    Of the `count` times of three fields, `zeros` end in `:00`, and `past` lie past the
    end. `is_shifted` says that they are wrong throughout, `is_proven` that the known end
    shows it, and that minutes and seconds explain it. `habits` are the last fields
    that stand for nothing; those in `proven` do so before the end as well. `is_high` says
    that most of what cannot be literal has a first field that no recording has hours;
    `has_both` that the note writes MM:SS up to the first hour, and H:MM:SS only from there.
    """

    end: End | None = None
    count: int = 0
    zeros: int = 0
    past: int = 0
    is_shifted: bool = False
    is_proven: bool = False
    is_high: bool = False
    has_lost_digits: bool = False
    has_both: bool = False
    habits: frozenset[int] = frozenset()
    proven: frozenset[int] = frozenset()

    def is_past(self, reading: Reading) -> bool:
        return self.end is not None and self.end.is_past(reading)

    def readings(self, citation: Citation) -> tuple[Reading, ...]:
        """The readings that are possible, the one in force first; those past the end are not."""
        first = self.reading(citation)
        if first is None:
            return ()
        others = (r for r in citation.readings if r != first and not self.is_past(r))
        return (first, *(r for r in others if self._is_possible(r, citation.readings[0])))

    def reading(self, citation: Citation) -> Reading | None:
        """The reading in force."""
        choice = choose(citation, self.end)
        if choice is None:
            return None
        literal = choice.reading
        by_name = {reading.name: reading for reading in citation.readings if reading != literal}
        if self.is_past(literal):
            likely = (by_name.get(name) for name in self._instead(_fields(literal)))
            return next((r for r in likely if r and not self.is_past(r)), literal)
        minutes = None if choice.is_confirmed else by_name.get("m:s")
        if minutes and minutes.at_ms != literal.at_ms and self._is_written_so(_fields(literal)):
            return minutes
        return literal

    def has_lost_digit(self, reading: Reading) -> bool:
        """Whether the minutes of a time, read literally, seem to have lost a digit."""
        return self.has_lost_digits and _fields(reading).h in _LOST_TENS

    def _is_possible(self, reading: Reading, literal: Reading) -> bool:
        """Whether someone may have meant this, so that it is worth hearing.

        In a sane note a time before the end means what it says: to hear more of them would
        only add chances that some other words fit.
        """
        is_doubtful = self.is_shifted or (self.is_past(literal) and not self.has_both)
        return is_doubtful or reading.name not in ("m:s", "0:b:c")

    def _instead(self, time: _Fields) -> tuple[str, ...]:
        """The names of what a time past the end may mean, the likeliest first.

        Of such times without a habit, other notes on the recording bore out 551 as 0:b:c
        and 102 as m:s up to four hours, and 48 and 136 above.
        """
        if self.has_both:
            return (LABEL,)
        is_usual = any(time.has(habit) for habit in self.habits)
        is_high = self.is_high or time.h >= _LONG_H
        if time.s == 0 or (self.is_shifted and (is_usual or is_high)):
            return ("m:s", LABEL, "0:b:c")
        return (LABEL, "0:b:c", "m:s")

    def _is_written_so(self, time: _Fields) -> bool:
        """Whether a time no later than the end is written like those that cannot be literal."""
        is_high = self.end is None and (self.is_high or time.h >= _LONG_H)
        return self.is_shifted and (is_high or any(time.has(habit) for habit in self.proven))


def units(citations: Iterable[Citation], end: End | None = None) -> Units:
    """How a note writes its times; the citations are those of one note and one recording."""
    citations = tuple(citations)
    cited = [(c, reading) for c in citations if (reading := _literal(c, end)) is not None]
    times = [_fields(reading) for _, reading in cited]
    is_past = [end is not None and end.is_past(reading) for _, reading in cited]
    different = set(times)
    habits = frozenset(_habits(different))
    has_both = _has_both(different, citations)
    is_shifted = any(is_past) and sum(is_past) >= _PAST * len(times)
    if end is None or not end.is_known:
        is_shifted = is_shifted or bool(habits) or _share_long(different) >= _LONG
    is_shifted = is_shifted and len(different) >= _FEWEST and not has_both
    wrong = {time for time, is_so in zip(times, is_past, strict=True) if is_so} or different
    habits_of_note = Units(
        end=end,
        count=len(times),
        zeros=sum(time.s == 0 for time in times),
        past=sum(is_past),
        is_shifted=is_shifted,
        is_high=_share_long(wrong) >= _MOSTLY,
        has_lost_digits=is_shifted and _has_lost_digits(different, end),
        has_both=has_both,
        habits=habits,
        proven=habits if end is None else frozenset(_proven({0, _SAME, *habits}, times, is_past)),
    )
    return replace(habits_of_note, is_proven=_is_proven(habits_of_note, cited))


def by_source(citations: Iterable[Citation]) -> dict[str | None, list[Citation]]:
    """The citations of each recording, in their order."""
    found: dict[str | None, list[Citation]] = {}
    for citation in citations:
        found.setdefault(citation.source, []).append(citation)
    return found


def _share_long(times: Collection[_Fields]) -> float:
    return _share(time.h >= _LONG_H for time in times)


def _literal(citation: Citation, end: End | None) -> Reading | None:
    """What a stamp of three fields, or one that will have three once it is mended, says.

    Where the end is known, as mended by itself, so that mending it changes nothing here.
    """
    choice = choose(citation, end)
    if choice is None:
        return None
    is_known = end is not None and end.is_known
    reading = choice.reading if is_known else citation.readings[0]
    has_three = _THREE.fullmatch(citation.stamp) or (
        written_like(reading.at_ms, citation.stamp).count(":") == 2
    )
    return reading if has_three else None


def _has_both(times: Collection[_Fields], citations: Collection[Citation]) -> bool:
    short = sum(c.readings[:1] != () and c.stamp.count(":") == 1 for c in citations)
    return short >= max(_FEWEST, _SHORT * len(times)) and all(time.h for time in times)


def _is_proven(units: Units, cited: Collection[tuple[Citation, Reading]]) -> bool:
    """Whether the end is known, and minutes and seconds bring nearly all before it.

    When these have been mended, the note is no longer wrong throughout.
    """
    if not units.is_shifted or units.has_lost_digits or not (units.end and units.end.is_known):
        return False
    past = [citation for citation, reading in cited if units.is_past(reading)]
    left = sum(not _is_brought_before(units, citation) for citation in past)
    return left < _PAST * len(cited)


def _is_brought_before(units: Units, citation: Citation) -> bool:
    """Whether the stamp, read as minutes and seconds, is one that can be mended."""
    reading = units.reading(citation)
    is_before = reading is not None and reading.name == "m:s" and not units.is_past(reading)
    return is_before and bool(in_spite_of_junk(citation.stamp))


def _fields(reading: Reading) -> _Fields:
    seconds = reading.at_ms // 1000
    return _Fields(seconds // 3600, seconds // 60 % 60, seconds % 60)


def _share(answers: Iterable[bool]) -> float:
    given = list(answers)
    return sum(given) / len(given) if given else 0.0


def _habits(times: Collection[_Fields]) -> Iterator[int]:
    """Last fields that are too frequent to be seconds."""
    highest = max((time.h for time in times), default=0)
    zeros = [time for time in times if time.s == 0]
    is_rounded = _share(time.m % _ROUND_MIN == 0 for time in zeros) >= _ROUND
    if len(zeros) >= _ZEROS * len(times) and highest >= _ZEROS_H and not is_rounded:
        yield 0
    if len(times) < _FEWEST_FOR_HABIT:
        return
    frequent, count = Counter(time.s for time in times).most_common(1)[0]
    if frequent and highest and count >= _HABIT * len(times):
        yield frequent
    if _share(time.has(_SAME) for time in times) >= _HABIT:
        yield _SAME


def _proven(
    habits: Iterable[int], times: Collection[_Fields], is_past: Collection[bool]
) -> Iterator[int]:
    """The habits of nearly all times, most of which lie past the end.

    In a note that is half right, a time before the end that has the habit is as likely
    right as wrong.
    """
    for habit in habits:
        past = [is_so for time, is_so in zip(times, is_past, strict=True) if time.has(habit)]
        is_usual = len(past) >= _USUAL * len(times)
        if is_usual and sum(past) >= max(_FEWEST_PAST, _MOSTLY * len(past)):
            yield habit


def _has_lost_digits(times: Collection[_Fields], end: End | None) -> bool:
    """Whether minutes of two digits have lost one: `02:54:00` for 26:54.

    Then more of the `:00` have a first field of 1 to 5 than the recording has such minutes.
    """
    if end is None or end.at_ms < _LOST_END_MS:
        return False
    zeros = [time for time in times if time.s == 0]
    expected = len(_LOST_TENS) * _MINUTE_MS / end.at_ms
    lost = _share(time.h in _LOST_TENS for time in zeros)
    return len(zeros) >= _FEWEST and lost >= _TOO_MANY * expected
