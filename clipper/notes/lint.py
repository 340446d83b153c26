"""What is wrong with the stamps of notes, without hearing anything.

    judged = lint(note, ends=lambda source: End(2_472_000))

Each citation of a note becomes a `Linted`: the citation with the reading in force and the
codes of all its problems, and these problems in words. `Linted.mend_ms` is the time that
the stamp should have, where that is certain without hearing the recording.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from clipper.model import Citation, Note, Reading
from clipper.notes.problems import MESSAGES, WARNINGS, Code, class_of
from clipper.notes.readings import Choice, End, choose
from clipper.notes.units import Units, by_source, units
from clipper.times import clock, written_like

Ends = Callable[[str], End | None]

_FEWEST_COPIES = 3  # in a row; two may be meant
_ALL = "all codes"
_PER_NOTE = {Code.SHIFTED_NOTE, Code.NO_SOURCE}  # told once a note and source
_MENDED = set(Code) - _PER_NOTE - {Code.PAST_END, Code.LOST_DIGIT, Code.REPEATED, Code.TWO_SOURCES}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the stamp of a citation.

    `suggestion` is the time to write there, as far as that is known.
    """

    citation: Citation
    code: Code
    message: str
    suggestion: str | None = None
    is_error: bool = True

    @property
    def text(self) -> str:
        """What is wrong, and what to do about it."""
        return f"{self.message}; write '{self.suggestion}'" if self.suggestion else self.message


@dataclass(frozen=True, slots=True)
class Linted:
    """A citation, read as its note lets expect, and what is wrong with its stamp.

    `problems` leaves out what was told at an earlier stamp of the note, and what the
    author ignores; `citation.problems` does not.
    """

    citation: Citation
    problems: tuple[Problem, ...] = ()
    mend_ms: int | None = None

    @property
    def kind(self) -> str:
        """The class of the stamp: `sound`, or what is most wrong with it."""
        return class_of(self.citation.problems)


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A citation on its way to being judged.

    `choice` is what it says by itself; `copies` of it stand in a row from here on.
    """

    citation: Citation
    units: Units
    choice: Choice | None
    copies: int


def lint(note: Note, *, ends: Ends = lambda _: None) -> tuple[Linted, ...]:
    """All citations of a note, in their order; `ends` says where a source ends, if known."""
    grouped = by_source(note.citations)
    told_ms = note.duration_ms if len(grouped) == 1 else None  # else it is that of one of them
    habits = {
        source: units(cited, _end(source, ends, told_ms)) for source, cited in grouped.items()
    }
    copies = _copies(note.citations)
    stamps = [
        _stamp(citation, habits[citation.source], count)
        for citation, count in zip(note.citations, copies, strict=True)
    ]
    return tuple(_told_once([_judged(stamp) for stamp in stamps], habits, note))


def settled(note: Note, *, ends: Ends = lambda _: None) -> Note:
    """The note with every citation read as `lint` reads it."""
    return replace(note, citations=tuple(each.citation for each in lint(note, ends=ends)))


def possible_readings(
    citations: Iterable[Citation], end: End
) -> dict[Citation, tuple[Reading, ...]]:
    """What each of the citations of one source may mean, the likeliest first.

    Only times before its end: none for a stamp that says no moment of it.
    """
    by_note: dict[str, list[Citation]] = {}
    for citation in citations:
        by_note.setdefault(citation.note, []).append(citation)
    found: dict[Citation, tuple[Reading, ...]] = {}
    for cited in by_note.values():
        habits = units(cited, end)
        for citation in cited:
            possible = habits.readings(citation)
            found[citation] = tuple(r for r in possible if r.at_ms < end.at_ms)
    return found


def _end(source: str | None, ends: Ends, told_ms: int | None) -> End | None:
    """What is known of the source; else what the front matter says; else what is expected."""
    found = ends(source) if source is not None else None
    is_known = found is not None and found.is_known
    return found if is_known or told_ms is None else End(told_ms)


def _copies(citations: Sequence[Citation]) -> Iterator[int]:
    """How many equal stamps stand in a row: their number at the first, 1 at each further one."""
    for _, run in groupby(citations, key=lambda c: (c.line, c.stamp, c.source)):
        length = len(list(run))
        yield from [length] + [1] * (length - 1) if length >= _FEWEST_COPIES else [0] * length


def _stamp(citation: Citation, units: Units, copies: int) -> _Stamp:
    return _Stamp(citation, units, choose(citation, units.end), copies)


def _judged(stamp: _Stamp) -> Linted:
    reading = stamp.units.reading(stamp.citation)
    codes = sorted({*map(Code, stamp.citation.problems), *_shown_by_note(stamp, reading)})
    literal = next(iter(stamp.citation.readings), None)
    if not codes and reading == literal:
        return Linted(stamp.citation)
    chosen, names = None if reading == literal else reading, (code.value for code in codes)
    citation = replace(stamp.citation, chosen=chosen, problems=tuple(names))
    told = [code for code in codes if code is not Code.REPEATED or stamp.copies > 1]
    read = _Stamp(citation, stamp.units, stamp.choice, stamp.copies)
    return Linted(citation, tuple(_problem(code, read) for code in told), _mend_ms(read))


def _shown_by_note(stamp: _Stamp, reading: Reading | None) -> Iterator[Code]:
    """What its neighbours, the whole note or the end of the recording say against a stamp."""
    if stamp.copies:
        yield Code.REPEATED
    choice, end = stamp.choice, stamp.units.end
    if reading is None or choice is None:
        return
    if end is not None and end.is_past(reading):
        yield from [Code.PAST_END] if end.is_known else []
    elif reading.name == "0:b:c":
        yield Code.EXTRA_HOUR
    elif reading.name == "m:s" and reading != stamp.citation.readings[0]:
        has_lost = stamp.units.has_lost_digit(choice.reading) and not choice.is_confirmed
        yield Code.LOST_DIGIT if has_lost else Code.SHIFTED


def _mend_ms(stamp: _Stamp) -> int | None:
    """The time that a stamp must have; None where only hearing the recording can tell.

    Either the stamp itself confirms a reading, or the end of the recording that of the
    whole note. What is certain of a note stays so when any of it has been mended.
    """
    codes = set(stamp.citation.problems)
    choice, reading = stamp.choice, stamp.citation.reading
    if choice is None or reading is None or Code.UNREADABLE in codes:
        return None
    if Code.SHIFTED in codes and stamp.units.is_proven and stamp.units.is_past(choice.reading):
        return reading.at_ms
    return choice.reading.at_ms if _is_certain(codes, choice, stamp) else None


def _is_certain(codes: Collection[Code | str], choice: Choice, stamp: _Stamp) -> bool:
    """Whether what a stamp says by itself is what should be written there."""
    if stamp.units.is_past(choice.reading) and Code.JUNK not in codes:
        return False
    if Code.LABEL_DIFFERS in codes:
        return choice.is_confirmed
    if Code.OUT_OF_RANGE in codes:
        return choice.reading.name == "m:s"
    return Code.JUNK in codes or (Code.PLACEHOLDER in codes and _has_time_of(stamp.citation))


def _has_time_of(citation: Citation) -> bool:
    """Whether the digits of a placeholder, if it has any, are those of its label."""
    fields = zip(citation.stamp.split(":"), citation.label.split(":"), strict=False)
    return all(field == shown for field, shown in fields if field.isdigit())


def _told_once(
    judged: Sequence[Linted], habits: dict[str | None, Units], note: Note
) -> Iterator[Linted]:
    """What is wrong with the whole note is told at the first stamp that shows it."""
    told: set[tuple[Code, str | None]] = set()
    shifted = Counter(each.citation.source for each in judged if _is_shifted(each))
    ignored = _ignored(note)
    for each in judged:
        if not each.problems:
            yield each
            continue
        source, line = each.citation.source, each.citation.line
        problems = list(each.problems)
        is_told = (Code.SHIFTED_NOTE, source) in told
        if habits[source].is_shifted and _is_shifted(each) and not is_told:
            message = _message_of_note(shifted[source], habits[source])
            problems.append(Problem(each.citation, Code.SHIFTED_NOTE, message))
        left = (
            problem
            for problem in problems
            if (problem.code not in _PER_NOTE or (problem.code, source) not in told)
            and not _is_ignored(problem.code, line, ignored)
        )
        told_here = tuple(left)
        mend_ms = each.mend_ms if any(problem.suggestion for problem in told_here) else None
        yield replace(each, problems=told_here, mend_ms=mend_ms)
        told |= {(problem.code, source) for problem in problems}


def _is_ignored(code: Code, line: int, ignored: Mapping[int | None, set[str]]) -> bool:
    return any({code.value, _ALL} & ignored.get(at, set()) for at in (None, line))


def _ignored(note: Note) -> dict[int | None, set[str]]:
    """The codes that are switched off, by line; under None those of the whole note."""
    found: dict[int | None, set[str]] = {}
    for item in note.ignored:
        found.setdefault(item.line, set()).update(item.codes or {_ALL})
    return found


def _problem(code: Code, stamp: _Stamp) -> Problem:
    is_error = code not in WARNINGS
    message, suggestion = _message(code, stamp), _suggestion(code, stamp)
    return Problem(stamp.citation, code, message, suggestion, is_error)


def _message(code: Code, stamp: _Stamp) -> str:
    """What is wrong, in words that name the stamp and what shows that it is wrong."""
    cited, end = stamp.citation, stamp.units.end
    return MESSAGES[code].format(
        stamp=cited.stamp,
        label=cited.label,
        source=cited.source,
        at=clock(cited.cited_ms or 0),
        end=clock(end.at_ms) if end else "",
        copies=stamp.copies,
    )


def _message_of_note(shifted: int, habits: Units) -> str:
    shape = "MM:SS:00" if habits.zeros * 2 >= habits.count else "MM:SS and a field too many"
    message = f"{shifted} of {habits.count} times of this note look like {shape}"
    if habits.past and habits.end is not None:
        message += f"; {habits.past} lie past the end at {clock(habits.end.at_ms)}"
    return message + "; their minutes seem to have lost digits" * habits.has_lost_digits


def _is_shifted(judged: Linted) -> bool:
    return bool({Code.SHIFTED, Code.LOST_DIGIT} & set(judged.citation.problems))


def _suggestion(code: Code, stamp: _Stamp) -> str | None:
    """The time to write instead, where there is a likely one."""
    reading, choice = stamp.citation.reading, stamp.choice
    if reading is None or choice is None or stamp.units.is_past(reading):
        return None
    if code not in _MENDED or (code is Code.LABEL_DIFFERS and not choice.is_confirmed):
        return None
    return written_like(reading.at_ms, stamp.citation.stamp)
