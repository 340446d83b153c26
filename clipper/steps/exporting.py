"""Hand a note's moments over to other programs: files in its folder, and clips in the note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clipper.config import Settings
from clipper.errors import MediaError, NoteError, UsageError
from clipper.events import Made, Trouble
from clipper.exports import find_exports
from clipper.exports.obsidian import embedded
from clipper.exports.sheet import Export, Nothing, Recording, Row, Sheet
from clipper.media.opened import OpenMedia
from clipper.model import Citation, Media, Note, Reading, Segment, Span
from clipper.notes.embeds import MARK
from clipper.notes.read import COPY_SUFFIX, changed
from clipper.sources.urls import is_web_url, is_youtube_id
from clipper.steps import undo
from clipper.steps.desk import Desk
from clipper.steps.folder import Folder
from clipper.steps.names import safe_name
from clipper.steps.spoken import spoken
from clipper.steps.tools import Tools, cited_window

_MARKDOWN = {".md", ".markdown", ".mdx"}


def check_exports(notes: Iterable[Note], settings: Settings) -> None:
    """Raises UsageError for what could not be exported after hours of work."""
    find_exports(settings.export.formats)
    if settings.export.embed != "none" and any(note.path == "-" for note in notes):
        raise UsageError("clips cannot be embedded in standard input", hint="name the note's file")


def export(
    note: Note, folder: Path, clips: Mapping[Citation, Path], desk: Desk, tools: Tools
) -> Iterator[Made | Trouble]:
    """Files for other programs in the note's folder, and its clips under its claims.

    `clips` lie in the folder. What is not clipper's there is not replaced.
    """
    wanted = tools.settings.export
    if not note.citations or (not wanted.formats and wanted.embed == "none"):
        return
    try:
        there = Folder.opened(folder)
        exports = find_exports(wanted.formats)
        sheet = _Sheets(note, folder, clips, desk, tools).sheet(exports.values())
        for name, each in exports.items():
            yield from _exported(name, each, sheet.only(_verdicts(each, tools)), there)
        if wanted.embed != "none":
            yield from _embedded(note, sheet, there, desk, tools)
        if folder.is_dir():
            there.describe(note=note.path)
    except (NoteError, UsageError) as err:
        yield Trouble(f"exports of {note.path}", err.message, err.hint)


def _exported(name: str, export: Export, sheet: Sheet, there: Folder) -> Iterator[Made | Trouble]:
    for file, part in _parts(export, sheet):
        content = export.render(part)
        if isinstance(content, Nothing):
            yield Trouble(f"{name} of {sheet.note}", content.why, content.hint)
        else:
            yield from _written(file, content, there)


def _written(file: str, content: str | bytes, there: Folder) -> Iterator[Made | Trouble]:
    try:
        is_new = there.write(file, content)
    except UsageError as err:
        yield Trouble(f"'{file}'", err.message, err.hint)
    else:
        yield Made(there.path / file, is_export=True, is_new=is_new)


def _verdicts(export: Export, tools: Tools) -> tuple[str, ...] | None:
    """Those of which a published format speaks: the same as the reel."""
    return tools.settings.reel.verdicts if export.published else None


def _parts(export: Export, sheet: Sheet) -> Iterator[tuple[str, Sheet]]:
    """The files of an export, each with what is in it: one for each recording, or one for all."""
    recordings = sheet.recordings
    if not export.per_recording or len(recordings) < 2:
        yield export.file, sheet
        return
    stem, _, suffix = export.file.partition(".")
    taken: set[str] = set()
    for recording in recordings:
        name = safe_name(recording.path.stem if recording.path else recording.id)
        number = 1
        unique = name
        while unique.casefold() in taken:
            number += 1
            unique = f"{name} {number}"
        taken.add(unique.casefold())
        yield f"{stem} {unique}.{suffix}", sheet.of(recording)


def _embedded(
    note: Note, sheet: Sheet, there: Folder, desk: Desk, tools: Tools
) -> Iterator[Made | Trouble]:
    """The note with its clips, in its place or as a copy in the folder."""
    path = Path(note.path)
    if path.suffix.lower() not in _MARKDOWN:
        yield Trouble(note.path, "clips can be embedded in Markdown only")
        return
    before = undo.read(path)
    if undo.digest(before) != note.digest:
        raise changed(path)
    if tools.settings.export.embed == "copy":
        copy = embedded(before.decode(), sheet, folder=there.path, clips=there.path)
        yield from _written(f"{there.path.name}{COPY_SUFFIX}", copy, there)
    elif why := _hindrance(note, before.decode(), there.path, desk):
        yield Trouble(note.path, *why)
    else:
        after = embedded(before.decode(), sheet, folder=path.parent, clips=there.path).encode()
        if after != before:
            undo.apply(path, before, after, tools.store)
        yield Made(path, is_export=True, is_new=after != before)


def _hindrance(note: Note, text: str, folder: Path, desk: Desk) -> tuple[str, str] | None:
    """Why the note must stay as it is, and what to do about it."""
    path = Path(note.path).resolve()
    vault = next((parent for parent in path.parents if (parent / ".obsidian").is_dir()), None)
    if vault is not None and not folder.resolve().is_relative_to(vault):
        return f"its clips lie outside of the vault '{vault}'", "name an --output within it"
    is_missing = any(c.source and c.source not in desk.media for c in note.citations)
    if is_missing and MARK in text:
        return "its clips stay as they are, since a recording is missing", "run again later"
    return None


@dataclass(frozen=True, slots=True)
class _Sheets:
    """Gathers what a run has found out about a note."""

    note: Note
    folder: Path
    clips: Mapping[Citation, Path]
    desk: Desk
    tools: Tools

    def sheet(self, exports: Iterable[Export]) -> Sheet:
        exports = tuple(exports)
        spans: dict[str, list[Span]] = {}
        for citation in self.note.citations:
            if citation.source is not None:
                spans.setdefault(citation.source, []).extend(self._spans(citation))
        recordings = {id_: self._recording(id_, found, exports) for id_, found in spans.items()}
        rows = (
            self._row(number, citation, recordings.get(citation.source or ""))
            for number, citation in enumerate(self.note.citations, start=1)
        )
        return Sheet(self.note.path, self.note.title, tuple(rows))

    def _spans(self, citation: Citation) -> Sequence[Span]:
        """What was cut for a citation, or would be."""
        if (clip := self.desk.clips.get(citation)) is not None:
            return (clip.real,)
        if (span := self.desk.spans.get(citation)) is not None:
            return (span,)
        if (reading := self._moment(citation)) is None:
            return ()
        media = self.desk.media.get(citation.source or "")
        duration_ms = media.duration_ms if media else None
        return (cited_window(citation, reading, self.tools.settings, duration_ms=duration_ms),)

    def _moment(self, citation: Citation) -> Reading | None:
        if citation.source in self.desk.media:
            return self.desk.moment(citation)
        finding = self.desk.findings.get(citation)
        return (finding.reading if finding else None) or citation.reading

    def _row(self, number: int, citation: Citation, recording: Recording | None) -> Row:
        moment, clip = self._moment(citation), self.clips.get(citation)
        return Row(
            index=number,
            citation=citation,
            recording=recording,
            at_ms=moment.at_ms if moment else None,
            span=next(iter(self._spans(citation)), None),
            clip=clip.relative_to(self.folder).as_posix() if clip else None,
            finding=self.desk.findings.get(citation),
        )

    def _recording(
        self, source_id: str, spans: Sequence[Span], exports: Sequence[Export]
    ) -> Recording:
        media = self.desk.media.get(source_id)
        said: tuple[Segment, ...] = ()
        if any(export.needs_words for export in exports):
            known = self.desk.said.get(source_id)
            said = spoken(source_id, media, spans, self.tools) if known is None else known
        if media is None:
            return Recording(source_id, _url(source_id), said=said)
        needs_fps = any(export.needs_fps for export in exports)
        return Recording(
            source_id,
            _url(source_id),
            media.path.absolute(),
            media.duration_ms,
            fps_milli=_fps_milli(media) if needs_fps else 0,
            has_sound=media.audio_codec is not None,
            has_picture=media.video_codec is not None,
            said=said,
        )


def _url(source_id: str) -> str:
    if is_youtube_id(source_id):
        return f"https://www.youtube.com/watch?v={source_id}"
    return source_id if is_web_url(source_id) else ""


def _fps_milli(media: Media) -> int:
    if media.video_codec is None:
        return 0
    try:
        return OpenMedia(media).held.fps_milli
    except MediaError:
        return 0  # it was here when it was cut from
