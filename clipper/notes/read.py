"""Reads notes: a path or a text in, its citations in document order out."""

from __future__ import annotations

import bisect
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath

from clipper.errors import NoteError
from clipper.model import Citation, Note
from clipper.notes import marks
from clipper.notes.context import contexts
from clipper.notes.formats import find_stamps
from clipper.notes.frontmatter import front_matter
from clipper.notes.problems import problems
from clipper.notes.source_id import Sources
from clipper.times import readings

_SUFFIXES = (".md", ".markdown")
_HINT = "give files, folders of notes, or '-' for standard input"


def find_notes(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files as given, folders as the notes in them, sorted; each file once.

    Raises NoteError for what does not exist and for a folder without notes.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if not path.exists():
            raise NoteError(f"no such note: '{path}'", hint=_HINT)
        for note in _notes_in(path) if path.is_dir() else [path]:
            found.setdefault(os.path.realpath(note), note)
    return tuple(found.values())


def _notes_in(folder: Path) -> list[Path]:
    """The notes in a folder and in the folders below it, hidden ones left out."""
    notes: list[Path] = []
    seen: set[str] = set()
    for parent, names, files in os.walk(folder, followlinks=True):
        is_new = os.path.realpath(parent) not in seen  # a link may lead back up
        seen.add(os.path.realpath(parent))
        names[:] = [name for name in names if is_new and not name.startswith(".")]
        notes += [Path(parent, name) for name in files if _is_note(name)]
    if not notes:
        raise NoteError(f"no notes in '{folder}'", hint="notes are files that end in .md")
    return sorted(notes)


def _is_note(name: str) -> bool:
    return name.lower().endswith(_SUFFIXES) and not name.startswith(".")


def read_note(path: Path, *, shown: str | None = None) -> Note:
    """The note at `path`; `shown` is its name in citations and messages.

    Lines and columns are those of the file, not counting a byte order mark. Raises
    NoteError when it cannot be read.
    """
    name = str(path) if shown is None else shown
    return read_text(_text(path, name), note=name, folder=path.parent)


def _text(path: Path, shown: str) -> str:
    if not path.exists():
        raise NoteError(f"no such note: '{shown}'", hint=_HINT)
    if not path.is_file():
        raise NoteError(f"'{shown}' is not a file")
    try:
        data = path.read_bytes()
    except OSError as err:
        raise NoteError(f"cannot read '{shown}': {err.strerror}") from err
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise NoteError(
            f"'{shown}' is not UTF-8: byte {err.start} (line {line})", hint="save it as UTF-8"
        ) from err


def read_text(text: str, *, note: str, folder: Path | None = None) -> Note:
    """The citations of a text; `folder` is where relative paths to recordings start."""
    text = marks.clean(text)
    front = front_matter(text, note=note)
    body = _blank(text[: front.end]) + _without_comments(text[front.end :])
    sources = Sources(text, front.reference, folder)
    citations = tuple(_citations(body, note, sources))
    return Note(note, front.title or PurePath(note).stem, citations)


def _citations(body: str, note: str, sources: Sources) -> Iterator[Citation]:
    found = find_stamps(body)
    around = contexts(body, [stamp for _, stamp in found])
    lines = [0, *(newline.end() for newline in re.finditer("\n", body))]
    for number, (name, stamp) in enumerate(found):
        if number not in around:
            continue
        line = bisect.bisect(lines, stamp.start)
        source = stamp.source or sources.at(stamp.start)
        yield Citation(
            note=note,
            line=line,
            column=stamp.start - lines[line - 1] + 1,
            stamp=stamp.text,
            readings=readings(stamp.text),
            claim=around[number].claim,
            heading=around[number].heading,
            source=source,
            end_ms=next((reading.at_ms for reading in readings(stamp.until)), None),
            format=name,
            problems=problems(stamp, source),
        )


def _without_comments(text: str) -> str:
    """The text with blanks in the place of HTML comments."""
    pieces: list[str] = []
    done = 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces += [text[done:start], _blank(text[start : end + 3])]
        done = end + 3
    return "".join([*pieces, text[done:]])


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))
