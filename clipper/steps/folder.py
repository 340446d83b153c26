"""The folder of a note in the output: what clipper puts there, and nothing of the user's.

`manifest.json` says which files are clipper's, by name and SHA-256. A file that it does not
name, or that was changed since, belongs to the user and is never replaced. What is no longer
made stays, and stays clipper's: a run with other settings adds to the folder, and who wants a
clean one deletes it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipper import store
from clipper.errors import UsageError

MANIFEST = "manifest.json"
_SCHEMA = "clipper.manifest/1"


@dataclass
class Folder:
    """What stands in it is read when it is opened, and its manifest written by `describe`."""

    path: Path
    _described: dict[str, Any] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened(cls, path: Path) -> Folder:
        """Raises UsageError where `manifest.json` is something else."""
        try:
            described = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
            named = {clip["file"]: clip["sha256"] for clip in described["clips"]}
            there = cls(path, described, named | described.get("files", {}))
            is_ours = described["schema"] == _SCHEMA
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError, KeyError, TypeError) as err:
            raise _foreign(path / MANIFEST) from err
        if not is_ours:
            raise _foreign(path / MANIFEST)
        return there

    def place(self, source: Path, name: str, digest: str) -> bool:
        """`name` has the bytes of `source`; whether it had not had them already."""
        target = self.path / name
        is_linked = target.exists() and target.samefile(source)
        is_new = not is_linked and self._is_new(name, digest)
        if is_new:
            store.place(source, target)
        self._files[name] = digest
        return is_new

    def write(self, name: str, content: str | bytes) -> bool:
        """`name` holds this, text as UTF-8; whether it had not held it already."""
        if isinstance(content, str):
            content = content.encode(errors="backslashreplace")
        digest = hashlib.sha256(content).hexdigest()
        is_new = self._is_new(name, digest)
        if is_new:
            store.write_bytes(self.path / name, content)
        self._files[name] = digest
        return is_new

    def describe(self, **parts: Any) -> None:
        """Write the manifest: these parts beside those of earlier runs, and whose files are."""
        files = {name: self._files[name] for name in sorted(self._files)}
        kept = {name: digest for name, digest in files.items() if (self.path / name).exists()}
        known = {"schema": _SCHEMA} | self._described | parts
        listed = {"clips": known.pop("clips", []), "files": kept}  # long: they come last
        known.pop("files", None)
        self._described = whole = known | listed
        text = json.dumps(whole, indent=1) + "\n"
        if _text(self.path / MANIFEST) != text:
            store.write_text(self.path / MANIFEST, text)

    def _is_new(self, name: str, digest: str) -> bool:
        path = self.path / name
        if not path.exists():
            return True
        there = store.digest(path) if path.is_file() else ""
        if there == digest:
            return False
        if there != self._files.get(name):
            raise _foreign(path)
        return True


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _foreign(path: Path) -> UsageError:
    hint = "move it away, or name another folder with --output"
    return UsageError(f"'{path}' is not as clipper made it, and is not replaced", hint=hint)
