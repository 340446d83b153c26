"""What the formats of records share: the names of their fields, and the stamp of a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from clipper.errors import NoteError
from clipper.notes.stamp import Place, Stamp

TIME = ("time", "start", "timestamp", "at")
END = ("end",)
CLAIM = ("text", "claim", "note", "quote", "title")
SOURCE = ("source", "url", "video")


@dataclass(frozen=True, slots=True)
class Field:
    """A value as written, and where."""

    value: str
    start: int
    end: int


def stamp(record: Mapping[str, Field], where: str) -> Stamp:
    """The stamp of a record whose names are in lower case; `where` begins its messages."""
    time, claim = _first(record, TIME), _first(record, CLAIM)
    if time is None or not any(map(str.isdigit, time.value)):
        raise NoteError(f"{where}: no time", hint=f"it stands in {_or(TIME)}")
    if claim is None:
        raise NoteError(f"{where}: no claim", hint=f"it stands in {_or(CLAIM)}")
    end, source = _first(record, END), _first(record, SOURCE)
    places = [Place(time.start, time.end)]
    places += [Place(end.start, end.end, is_end=True)] if end else []
    return Stamp(
        time.start,
        time.end,
        time.value,
        time.value,
        end.value if end else "",
        source.value if source else None,
        tuple(places),
        claim=" ".join(claim.value.split()),
    )


def _first(record: Mapping[str, Field], names: tuple[str, ...]) -> Field | None:
    return next((record[name] for name in names if name in record and record[name].value), None)


def _or(names: tuple[str, ...]) -> str:
    return " or ".join(f"'{name}'" for name in names)
