"""Files that are whole or not there, under keys that say what they were made from.

Resume needs no state of its own: a product lies under the hash of its source's
content, the span, the settings that matter and the versions of what made it. If it is
there, it is done; a rerun is the resume.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import filelock

from clipper.errors import UsageError

_log = logging.getLogger(__name__)


def key(*parts: object) -> str:
    """A file name for what was made from `parts` (anything JSON can hold)."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    raw = text.encode(errors="surrogatepass")  # a file's name need not be UTF-8
    return hashlib.sha256(raw).hexdigest()[:32]


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`, with its suffix, which replaces it on success.

    On an error nothing is left. Raises UsageError where the file cannot be written.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".tmp-{secrets.token_hex(8)}{path.suffix}")
    with _told(f"'{path}'"):
        temporary.touch(exist_ok=False)  # mkstemp's files nobody else may read
    try:
        yield temporary
        with _told(f"'{path}'"):
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> Path:
    """The folder, made if need be and writable; else UsageError."""
    with _told(f"into '{path}'"):
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path


@contextmanager
def _told(where: str) -> Iterator[None]:
    """What the disk refuses is an error with a hint, not a bug."""
    try:
        yield
    except OSError as err:
        raise UsageError(
            f"cannot write {where}: {err.strerror}",
            hint="name another folder with --output, or another cache with CLIPPER_CACHE_DIR",
        ) from err


def write_text(path: Path, text: str) -> None:
    r"""The file holds exactly this text, or what it held before.

    Bytes of a file's name that are no UTF-8 become `\udcXX`, as JSON escapes them.
    """
    with replacing(path) as temporary, _told(f"'{path}'"):
        temporary.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")


def write_bytes(path: Path, data: bytes) -> None:
    """The file holds exactly these bytes, on the disk and with the mode it had, or the old ones.

    A link stays one: the file it leads to is replaced.
    """
    real = path.resolve()
    with replacing(real) as temporary, _told(f"'{path}'"), temporary.open("wb") as file:
        if real.exists():
            shutil.copymode(real, temporary)  # before the first byte: it may be private
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def place(source: Path, target: Path) -> None:
    """`target` has the bytes of `source`: a hard link where the disk allows, else a copy."""
    make_folder(target.parent)
    with _told(f"'{target}'"):
        _place(source, target)


def _place(source: Path, target: Path) -> None:
    if target.exists() and target.samefile(source):
        return
    with tempfile.TemporaryDirectory(prefix=".tmp-", dir=target.parent) as folder:
        temporary = Path(folder) / target.name
        try:
            os.link(source, temporary)
        except OSError:
            shutil.copyfile(source, temporary)
        temporary.replace(target)


@dataclass(frozen=True, slots=True)
class Store:
    """The cache folder."""

    root: Path

    def path(self, kind: str, name: str) -> Path:
        return self.root / kind / name

    def read(self, path: Path) -> Any | None:
        """The JSON document at `path`; None when there is none or it is damaged."""
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as err:
            _log.warning("damaged cache entry '%s' is made again: %s", path, err)
            return None

    def write(self, path: Path, document: object) -> None:
        write_text(path, json.dumps(document, ensure_ascii=False, separators=(",", ":")))

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """No other process works on `name` meanwhile."""
        folder = make_folder(self.root / "locks")
        with filelock.FileLock(folder / f"{name}.lock"):
            yield

    def digest(self, path: Path) -> str:
        """SHA-256 of a file, remembered while its size, times and inode stay."""
        state = path.stat()
        name = key(str(path.resolve()), state.st_size, state.st_mtime_ns, state.st_ino)
        memory = self.path("digests", f"{name}.json")
        known = self.read(memory)
        if isinstance(known, str):
            return known
        found = digest(path)
        self.write(memory, found)
        return found
