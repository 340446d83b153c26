"""Lint the notes of a whole vault: each is read once, and none is kept in memory."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any, BinaryIO

from clipper.config import LintSettings
from clipper.model import Citation, Note, Reading
from clipper.notes.lint import Ends, Linted, Problem, lint, settled
from clipper.notes.problems import Code
from clipper.notes.readings import End
from clipper.notes.siblings import Siblings

_OF_CITATION = attrgetter(*(field.name for field in fields(Citation)))
_OF_READING = attrgetter(*(field.name for field in fields(Reading)))
_TAKEN_APART: dict[type, Callable[[Any], Any]] = {  # in half the time that dataclasses take
    Citation: lambda item: (Citation, _OF_CITATION(item)),
    Reading: lambda item: (Reading, _OF_READING(item)),
}
_IN_MEMORY = 64 * 2**20  # bytes of notes that wait; a few thousand notes


def lint_notes(notes: Iterable[Note], *, known: Ends, settings: LintSettings) -> Iterator[Linted]:
    """All stamps of all notes, in order, each with the problems that the settings ask for.

    A note is judged when all have been read: it is measured by the others on its source.
    Until then it waits on the disk. `known` says where a source ends.
    """
    siblings = Siblings()
    errors = set(selected(settings.error))
    wanted = set(selected(settings.select)) - set(selected(settings.ignore))
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as shelf:
        count = 0
        for count, note in enumerate(notes, start=1):  # noqa: B007 - the last one is their number
            siblings.add(note)
            _put(note, shelf)  # type: ignore[arg-type]
        shelf.seek(0)
        for note in _taken_down(shelf, count):  # type: ignore[arg-type]
            for judged in lint(note, ends=_ends(note, siblings, known)):
                told = tuple(_told(judged.problems, wanted, errors))
                yield replace(judged, problems=told) if judged.problems else judged


def settle(notes: Sequence[Note], *, known: Ends) -> tuple[Note, ...]:
    """The notes with each citation read as its own note and the other notes let expect."""
    siblings = Siblings()
    for note in notes:
        siblings.add(note)
    return tuple(settled(note, ends=_ends(note, siblings, known)) for note in notes)


def selected(names: Iterable[str]) -> Iterator[Code]:
    """The codes that are meant by these names: whole codes, beginnings of codes, or `ALL`."""
    for name in names:
        yield from (code for code in Code if name == "ALL" or code.value.startswith(name))


def _put(note: Note, shelf: BinaryIO) -> None:
    pickler = pickle.Pickler(shelf, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _TAKEN_APART
    pickler.dump(note)


def _taken_down(shelf: BinaryIO, count: int) -> Iterator[Note]:
    for _ in range(count):
        yield pickle.load(shelf)  # noqa: S301 - our own, in a file that has no name


def _ends(note: Note, siblings: Siblings, known: Ends) -> Callable[[str], End | None]:
    expected = siblings.expected(note)
    return lambda source: known(source) or expected(source)


def _told(
    problems: Iterable[Problem], wanted: Collection[Code], errors: Collection[Code]
) -> Iterator[Problem]:
    for problem in problems:
        if problem.code in wanted:
            yield replace(problem, is_error=problem.is_error or problem.code in errors)
