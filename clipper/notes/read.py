"""Reads notes: a path or a text in, its citations in document order out."""

from __future__ import annotations

import bisect
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from clipper.errors import NoteError
from clipper.model import Citation, Note
from clipper.notes import marks
from clipper.notes.blanks import blank, without_comments
from clipper.notes.context import Context, contexts, shown
from clipper.notes.data import DATA
from clipper.notes.embeds import without_embeds
from clipper.notes.formats import find_stamps
from clipper.notes.frontmatter import FrontMatter, front_matter
from clipper.notes.ignored import ignored
from clipper.notes.org_mode import as_markdown
from clipper.notes.problems import problems
from clipper.notes.readings import candidates
from clipper.notes.source_id import Sources, source_id
from clipper.notes.stamp import Stamp
from clipper.times import readings

COPY_SUFFIX = ".clips.md"  # of notes that clipper has copied, with clips in them
_SUFFIXES = (".md", ".markdown", ".mdx", ".org")
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
    is_copy = name.lower().endswith(COPY_SUFFIX)
    return name.lower().endswith(_SUFFIXES) and not name.startswith(".") and not is_copy


def read_note(path: Path, *, shown: str | None = None, claims: bool = True) -> Note:
    """The note at `path`; `shown` is its name in citations and messages.

    Lines and columns are those of the file, not counting a byte order mark. Raises
    NoteError when it cannot be read. Without `claims` it is read in half the time, with
    empty claims and headings.
    """
    name = str(path) if shown is None else shown
    data = _bytes(path, name)
    note = read_text(_text(data, name), note=name, folder=path.parent, claims=claims)
    return replace(note, digest=hashlib.sha256(data).hexdigest())


def changed(path: Path | str) -> NoteError:
    """What to raise for a note that is no longer what was read of it."""
    return NoteError(f"'{path}' has changed since it was checked", hint="check it again")


def _bytes(path: Path, shown: str) -> bytes:
    if not path.exists():
        raise NoteError(f"no such note: '{shown}'", hint=_HINT)
    if not path.is_file():
        raise NoteError(f"'{shown}' is not a file")
    try:
        return path.read_bytes()
    except OSError as err:
        raise NoteError(f"cannot read '{shown}': {err.strerror}") from err


def _text(data: bytes, shown: str) -> str:
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as err:
        line = data.count(b"\n", 0, err.start) + 1
        raise NoteError(
            f"'{shown}' is not UTF-8: byte {err.start} (line {line})", hint="save it as UTF-8"
        ) from err


def read_text(text: str, *, note: str, folder: Path | None = None, claims: bool = True) -> Note:
    """The citations of a text; `folder` is where relative paths to recordings start."""
    text = without_embeds(marks.clean(text))
    front = front_matter(text, note=note)
    pairs = _cited(text, front, note, folder, claims=claims)
    citations = tuple(citation for citation, _ in pairs)
    return Note(
        path=note,
        title=front.title or PurePath(note).stem,
        citations=citations,
        duration_ms=front.duration_ms,
        ignored=tuple(ignored(text)),
    )


def cited(
    text: str, *, note: str, folder: Path | None = None, claims: bool = True
) -> tuple[tuple[Citation, Stamp], ...]:
    """Each citation of a text with its stamp, whose offsets are those of `marks.clean(text)`."""
    text = without_embeds(marks.clean(text))
    return tuple(_cited(text, front_matter(text, note=note), note, folder, claims=claims))


def _cited(
    text: str, front: FrontMatter, note: str, folder: Path | None, *, claims: bool
) -> Iterator[tuple[Citation, Stamp]]:
    found, around = _read(text, front, note, claims=claims)
    sources = Sources(text, front.reference, folder)
    lines = [0, *(newline.end() for newline in re.finditer("\n", text))]
    for number, (name, stamp) in enumerate(found):
        if number not in around:
            continue
        line = bisect.bisect(lines, stamp.start)
        source = source_id(stamp.source, folder) if stamp.source else sources.at(stamp.start)
        citation = Citation(
            note=note,
            line=line,
            column=stamp.start - lines[line - 1] + 1,
            stamp=stamp.text,
            readings=candidates(stamp),
            claim=around[number].claim,
            heading=around[number].heading,
            source=source,
            end_ms=next((reading.at_ms for reading in readings(stamp.until)), None),
            format=name,
            problems=problems(stamp, source, whole=sources.whole),
            label=stamp.label,
        )
        yield citation, stamp


def _read(
    text: str, front: FrontMatter, note: str, *, claims: bool
) -> tuple[list[tuple[str, Stamp]], dict[int, Context]]:
    """The stamps with their formats, and the contexts of those that are citations."""
    suffix = PurePath(note).suffix.lower()
    if find_records := DATA.get(suffix):
        records = [(suffix.removeprefix("."), stamp) for stamp in find_records(text, note)]
        said = [stamp.claim if claims else None for _, stamp in records]
        return records, {number: Context(claim or "") for number, claim in enumerate(said)}
    body = blank(text[: front.end]) + without_comments(text[front.end :])
    body = as_markdown(body) if suffix == ".org" else body
    found = find_stamps(body)
    stamps = [stamp for _, stamp in found]
    seen = contexts(body, stamps) if claims else dict.fromkeys(shown(body, stamps), Context())
    return found, seen
