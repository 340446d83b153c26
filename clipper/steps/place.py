"""Put a note's clips and reel into its folder of the output, with a manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from clipper import store as files
from clipper.config import ClipSettings
from clipper.errors import UsageError
from clipper.events import Made, Trouble
from clipper.exports.subtitles import cues, srt, vtt
from clipper.model import Citation, Clip, Note, Span
from clipper.steps.desk import Desk
from clipper.steps.folder import Folder
from clipper.steps.names import clip_names, safe_name
from clipper.steps.tools import Tools, cited_window

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


def place_clips(
    note: Note, desk: Desk, folder: Path, tools: Tools
) -> Generator[Made | Trouble, None, dict[Citation, Path]]:
    """Each citation's clip under a telling name, and `manifest.json` that describes them all.

    Citations that share a clip share its file. What is in the way of one is a `Trouble`.
    """
    shared: dict[str, list[Citation]] = {}
    for citation in note.citations:
        if citation in desk.clips:
            shared.setdefault(desk.clips[citation].digest, []).append(citation)
    placed: dict[Citation, Path] = {}
    if not shared:
        return placed
    settings, there = tools.settings.clip, Folder.opened(folder)
    names = clip_names(note, desk.findings, settings.name)
    beside: dict[Citation, list[str]] = {}
    for cited in shared.values():
        clip, stem = desk.clips[cited[0]], names[cited[0]]
        try:
            is_new = there.place(clip.path, f"{stem}{clip.path.suffix}", clip.digest)
            subtitles = list(_subtitles(clip, stem, there, desk, settings))
        except UsageError as err:
            yield Trouble(f"{note.path}:{cited[0].line}", err.message, err.hint)
            continue
        target = folder / f"{stem}{clip.path.suffix}"
        placed |= dict.fromkeys(cited, target)
        beside |= dict.fromkeys(cited, subtitles)
        yield Made(target, is_new=is_new)
    placed = {citation: placed[citation] for citation in note.citations if citation in placed}
    there.describe(
        note=note.path,
        tools={name: version(name) for name in _MADE_WITH} | {"ffmpeg": tools.ffmpeg_version},
        clips=[
            _entry(citation, path, beside[citation], desk, tools)
            for citation, path in placed.items()
        ],
    )
    return placed


def place_reel(reel: Path, folder: Path, *, name: str = "reel") -> Made:
    """The reel in the note's folder; UsageError where something of the user's has its name."""
    there = Folder.opened(folder)
    target = folder / f"{name}{reel.suffix}"
    is_new = there.place(reel, target.name, files.digest(reel))
    there.describe()
    return Made(target, is_reel=True, is_new=is_new)


def _subtitles(
    clip: Clip, stem: str, there: Folder, desk: Desk, settings: ClipSettings
) -> Iterable[str]:
    """The names of the subtitles that now lie beside a clip; none where no word is known."""
    shown = cues(desk.said.get(clip.source, ()), clip.real)
    if settings.subtitles != "files" or not shown:
        return
    for suffix, render in ((".srt", srt), (".vtt", vtt)):
        there.write(f"{stem}{suffix}", render(shown))
        yield f"{stem}{suffix}"


def _entry(
    citation: Citation, path: Path, subtitles: list[str], desk: Desk, tools: Tools
) -> dict[str, Any]:
    clip = desk.clips[citation]
    reading, media = desk.moment(citation), desk.media[citation.source or ""]
    length_ms = media.duration_ms
    wanted = reading and cited_window(citation, reading, tools.settings, duration_ms=length_ms)
    return {
        "file": path.name,
        "subtitles": subtitles,
        "citation": citation.id,
        "line": citation.line,
        "column": citation.column,
        "stamp": citation.stamp,
        "claim": citation.claim,
        "source": clip.source,
        "wanted_ms": _ends(wanted or clip.asked),
        "asked_ms": _ends(clip.asked),
        "real_ms": _ends(clip.real),
        "method": clip.method,
        "why": clip.why,
        "codecs": list(clip.codecs),
        "checks": [{"name": check.name, "off_ms": check.off_ms} for check in clip.checks],
        "sha256": clip.digest,
    }


def _ends(span: Span) -> list[int]:
    return [span.start_ms, span.end_ms]
