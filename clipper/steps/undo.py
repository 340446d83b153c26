"""Writes fixed notes, and takes that back: what a note held before lies in the cache.

The entry is written before the note. A run that is killed in between leaves an entry
that names bytes the note never held; it is dropped when it is met.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clipper.errors import NoteError, UsageError
from clipper.notes.read import changed
from clipper.store import Store, key, make_folder, write_bytes

_ENTRIES = "[0-9]*.json"  # not the temporary files of runs that were killed


@dataclass(frozen=True, slots=True)
class _Entry:
    """The bytes before a fix, and the SHA-256 of those after it."""

    file: Path
    before: bytes
    after: str


def apply(path: Path, before: bytes, after: bytes, store: Store) -> None:
    """The note holds `after` instead of `before`, which `restore` can bring back.

    Raises NoteError when it held something else, or cannot be written.
    """
    with store.locked(_name(path)):
        if read(path) != before:
            raise changed(path)
        folder = make_folder(_folder(path, store))
        folder.chmod(0o700)  # the note may be private
        number = max((int(file.stem) for file in folder.glob(_ENTRIES)), default=0) + 1
        document = {
            "path": str(path.resolve()),
            "before": base64.b64encode(before).decode(),
            "after": digest(after),
        }
        write_bytes(folder / f"{number:04d}.json", json.dumps(document).encode())
        _write(path, after)


def restore(path: Path, store: Store) -> None:
    """The note holds what it held before the last fix of it.

    Raises NoteError when it was never fixed, or was changed since.
    """
    with store.locked(_name(path)):
        now = digest(read(path))
        for entry in _entries(path, store):
            if digest(entry.before) == now:
                entry.file.unlink()  # its fix was never written, or is taken back already
                continue
            if entry.after != now:
                raise NoteError(
                    f"'{path}' has changed since it was fixed",
                    hint="take back what was changed since, then undo the fix",
                )
            _write(path, entry.before)
            entry.file.unlink()
            return
    raise NoteError(
        f"no fix of '{path}' is left to undo",
        hint=f"'clipper fix --apply' remembers what it changes in '{store.root}'",
    )


def is_fixed(path: Path, store: Store) -> bool:
    """Whether `restore` has something to go by."""
    return any(True for _ in _entries(path, store))


def read(path: Path) -> bytes:
    """The bytes of the note."""
    try:
        return path.read_bytes()
    except OSError as err:
        raise NoteError(f"cannot read '{path}': {err.strerror}") from err


def digest(data: bytes) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _folder(path: Path, store: Store) -> Path:
    return store.path("undo", _name(path))


def _name(path: Path) -> str:
    return key("undo", str(path.resolve()))


def _entries(path: Path, store: Store) -> Iterator[_Entry]:
    """The note's entries that can be read, the last one first."""
    files = _folder(path, store).glob(_ENTRIES)
    for file in sorted(files, key=lambda file: int(file.stem), reverse=True):
        match store.read(file):
            case {"before": str(before), "after": str(after)}:
                yield _Entry(file, base64.b64decode(before), after)


def _write(path: Path, data: bytes) -> None:
    try:
        write_bytes(path, data)
    except UsageError as err:
        hint = "make the note's folder writable, or apply the diff with 'patch'"
        raise NoteError(err.message, hint=hint) from err
