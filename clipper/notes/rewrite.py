"""Writes other times into the stamps of a note; every other character of it stays."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clipper.errors import NoteError
from clipper.model import Citation
from clipper.notes.read import cited
from clipper.notes.stamp import Place, Stamp
from clipper.times import written_like

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Mend:
    """The time a citation is to have, that of its end if it is known, and why."""

    citation: Citation
    at_ms: int
    end_ms: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A citation that the reader must mend: `code` is a verdict or a code of the linter."""

    citation: Citation
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """A mend that was done: what stood in each place of the stamp, and what stands there now."""

    mend: Mend
    replacements: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A note's new text, what was changed in it, and what could not be."""

    text: str
    changes: tuple[Change, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def rewrite(raw: str, mends: Iterable[Mend], *, note: str) -> Rewritten:
    """The text with each mend in all places of its stamp; line ends and a byte order mark stay.

    Raises NoteError when the text has no such citation as a mend speaks of.
    """
    body = raw.removeprefix(_BOM)
    to_raw = _offsets(body)
    edits: list[_Edit] = []
    changes: list[Change] = []
    left: list[Left] = []
    for mend, stamp in _matched(body, mends, note):
        found = list(_edits(mend, stamp, body, to_raw))
        if found:
            edits += found
            changes.append(Change(mend, tuple((body[e.start : e.end], e.text) for e in found)))
        else:
            hindrance = "it says so already" if stamp.places else "no time stands in it"
            left.append(Left(mend.citation, "unwritable", f"{mend.why}: {hindrance}"))
    mark = raw[: len(raw) - len(body)]
    return Rewritten(mark + _edited(body, edits), tuple(changes), tuple(left))


def _matched(body: str, mends: Iterable[Mend], note: str) -> Iterator[tuple[Mend, Stamp]]:
    """Each mend with the stamp it speaks of, in document order."""
    wanted = {_key(mend.citation): mend for mend in mends}
    for citation, stamp in cited(body, note=note, claims=False):
        if (mend := wanted.pop(_key(citation), None)) is not None:
            yield mend, stamp
    for line, column, text in wanted:
        raise NoteError(f"'{note}' has no '{text}' at {line}:{column}", hint="check it again")


def _key(citation: Citation) -> tuple[int, int, str]:
    return citation.line, citation.column, citation.stamp


def _edits(mend: Mend, stamp: Stamp, body: str, to_raw: Callable[[int], int]) -> Iterator[_Edit]:
    """What changes in the places of a stamp."""
    for place in stamp.places:
        start, end = to_raw(place.start), to_raw(place.end)
        at_ms = _time_at(place, mend)
        if at_ms is not None and (text := written_like(at_ms, body[start:end])) != body[start:end]:
            yield _Edit(start, end, text)


def _time_at(place: Place, mend: Mend) -> int | None:
    """The time that belongs there; a range keeps its length unless its end is known."""
    if not place.is_end:
        return mend.at_ms
    until_ms = mend.citation.end_from(mend.at_ms) if mend.end_ms is None else mend.end_ms
    return None if until_ms is None else max(mend.at_ms, until_ms)


def _offsets(body: str) -> Callable[[int], int]:
    r"""From offsets in the clean text (`marks.clean`) to those in the text as it is.

    >>> to_raw = _offsets("a\r\nb\rc\r\nd")
    >>> [to_raw(at) for at in (0, 1, 2, 4, 5, 6)]
    [0, 1, 3, 5, 6, 8]
    """
    breaks = [found.start() - number for number, found in enumerate(re.finditer("\r\n", body))]
    return lambda at: at + bisect.bisect_left(breaks, at)


def _edited(body: str, edits: Iterable[_Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [body[done : edit.start], edit.text]
        done = edit.end
    return "".join([*pieces, body[done:]])
