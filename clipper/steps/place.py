"""Put a note's clips and reel into its folder of the output, with a manifest."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from clipper import store as files
from clipper.model import Citation, Clip, Note, Span

# Not in names on some system: controls, separators, reserved characters.
_UNSAFE = re.compile(r"[^\w .()+-]+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST_NAME = 80  # bytes: leaves room for suffixes on file systems with 255
_MADE_WITH = ("clipper-notes", "av", "ffmpeg-python", "pydub", "yt-dlp")


def note_folders(notes: Iterable[Note], output: Path) -> dict[str, Path]:
    """A folder for each note's path: its name, with a mark where two notes share one.

    The mark depends on the note's path alone, so that a folder never changes hands.
    """
    folders: dict[str, Path] = {}
    for note in notes:
        name = safe_name(Path(note.path).stem)
        taken = any(folder.name.casefold() == name.casefold() for folder in folders.values())
        mark = hashlib.sha256(note.path.encode(errors="replace")).hexdigest()[:6]
        folders[note.path] = output / (f"{name}-{mark}" if taken else name)
    return folders


def safe_name(text: str) -> str:
    """A file name that every system takes, and that no program reads as an option.

    >>> safe_name("../-rf: what?"), safe_name("NUL")
    ('rf what', '_NUL')
    """
    flat = unicodedata.normalize("NFC", text)
    flat = re.sub(r"\s+", " ", _UNSAFE.sub(" ", flat)).strip(" .-")
    flat = flat.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(" .-") or "note"
    return f"_{flat}" if _RESERVED.fullmatch(flat) else flat


def place_clips(
    note: Note, clips: Mapping[Citation, Clip], folder: Path, *, ffmpeg_version: str
) -> dict[Citation, Path]:
    """Each citation's clip under a telling name, and `manifest.json` that describes them all.

    Citations of one moment share a clip.
    """
    placed: dict[Citation, Path] = {}
    by_digest: dict[str, Path] = {}
    for number, citation in enumerate(note.citations, start=1):
        clip = clips.get(citation)
        if clip is None:
            continue
        if clip.digest not in by_digest:
            stamp = safe_name(citation.stamp.replace(":", "-"))
            target = folder / f"{number:03d} {stamp}{clip.path.suffix}"
            files.place(clip.path, target)
            by_digest[clip.digest] = target
        placed[citation] = by_digest[clip.digest]
    if placed:
        entries = [_entry(citation, clips[citation], path) for citation, path in placed.items()]
        manifest = {
            "schema": "clipper.manifest/1",
            "note": note.path,
            "tools": {name: version(name) for name in _MADE_WITH} | {"ffmpeg": ffmpeg_version},
            "clips": entries,
        }
        files.write_text(folder / "manifest.json", json.dumps(manifest, indent=1) + "\n")
    return placed


def place_reel(reel: Path, folder: Path) -> Path:
    """The reel in the note's folder."""
    target = folder / f"reel{reel.suffix}"
    files.place(reel, target)
    return target


def _entry(citation: Citation, clip: Clip, path: Path) -> dict[str, Any]:
    return {
        "file": path.name,
        "citation": citation.id,
        "line": citation.line,
        "column": citation.column,
        "stamp": citation.stamp,
        "claim": citation.claim,
        "source": clip.source,
        "asked_ms": _ends(clip.asked),
        "real_ms": _ends(clip.real),
        "method": clip.method,
        "codecs": list(clip.codecs),
        "checks": ["decodes", "duration", "streams"],
        "sha256": clip.digest,
    }


def _ends(span: Span) -> Sequence[int]:
    return [span.start_ms, span.end_ms]
