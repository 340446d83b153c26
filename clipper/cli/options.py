"""Options that several commands share, and the settings and notes that come of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from clipper import config
from clipper.config import (
    AudioFormat,
    ClipKind,
    Embed,
    Engine,
    JudgeKind,
    Method,
    Quality,
    Search,
    Settings,
    Subtitles,
    VideoFormat,
)
from clipper.errors import NoteError
from clipper.events import Trouble
from clipper.model import Note
from clipper.notes.problems import without_source_problems
from clipper.notes.read import find_notes, read_note, read_text
from clipper.notes.source_id import source_id

_WHERE = "Where things are"
_HEARING = "Hearing and judging"
_CLIPS = "Clips"
_MAKING = "Reels and other programs"

Notes = Annotated[
    list[str],
    typer.Argument(
        metavar="NOTES...",
        help="Notes, or folders of them (.md, .markdown, .mdx, .org), or '-' for standard input.",
        show_default=False,
    ),
]
MediaDir = Annotated[
    Path | None,
    typer.Option(
        help="Recordings already here: named by source id, or with '\\[id]' in the name.",
        rich_help_panel=_WHERE,
    ),
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="The recording of all given notes: a path, URL or YouTube id.",
        rich_help_panel=_WHERE,
    ),
]
DurationsFile = Annotated[
    Path | None,
    typer.Option(
        "--durations",
        help='Lengths of recordings, in JSON: {"source id": seconds}.',
        rich_help_panel=_WHERE,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="Folder for all results.", rich_help_panel=_WHERE),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        help="Configuration, instead of 'clipper.toml' in this folder.",
        rich_help_panel=_WHERE,
    ),
]
Cookies = Annotated[
    Path | None,
    typer.Option(help="Cookies for the site, in Netscape's format.", rich_help_panel=_WHERE),
]
Proxy = Annotated[str | None, typer.Option(help="Proxy for all fetching.", rich_help_panel=_WHERE)]
Transcript = Annotated[
    Path | None,
    typer.Option(
        help="Judge by this transcript (SRT, VTT, JSON), or a folder of them by source id.",
        rich_help_panel=_HEARING,
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        help="Whisper weights: a name such as 'small', or a folder.", rich_help_panel=_HEARING
    ),
]
Language = Annotated[
    str | None,
    typer.Option(help="Spoken language ('en'); recognised if unset.", rich_help_panel=_HEARING),
]
EngineOption = Annotated[
    Engine | None,
    typer.Option(
        "--engine",
        help="'fast': short chunks, and again what is not certain; 'reference': the plain way.",
        rich_help_panel=_HEARING,
    ),
]
SearchOption = Annotated[
    Search | None,
    typer.Option(
        "--search",
        help="How far to look for a claim that is not heard at its stamp.",
        rich_help_panel=_HEARING,
    ),
]
JudgeOption = Annotated[
    JudgeKind | None,
    typer.Option(
        "--judge",
        help="A second judge, who reads for meaning; '\\[judge]' in the settings says which model.",
        rich_help_panel=_HEARING,
    ),
]
Clips = Annotated[
    ClipKind | None,
    typer.Option("--clips", help="What kind of clips to cut.", rich_help_panel=_CLIPS),
]
Exact = Annotated[
    bool,
    typer.Option(
        "--exact",
        help="Cut to the second as asked, be it amid a word; else edges move to pauses.",
        rich_help_panel=_CLIPS,
    ),
]
Shortest = Annotated[
    float | None,
    typer.Option("--min", help="Seconds that a clip lasts at least.", rich_help_panel=_CLIPS),
]
Longest = Annotated[
    float | None,
    typer.Option("--max", help="Seconds that moved edges may make of it.", rich_help_panel=_CLIPS),
]
Merge = Annotated[
    bool | None,
    typer.Option(
        "--merge/--apart",
        help="One clip for citations of a note whose clips overlap; or one for each.",
        rich_help_panel=_CLIPS,
        show_default=False,
    ),
]
MethodOption = Annotated[
    Method | None,
    typer.Option(
        "--method",
        help="'copy' encodes nothing, 'smart' the edges only, 'exact' everything; 'auto' takes the "
        "cheapest whose clip passes all checks.",
        rich_help_panel=_CLIPS,
    ),
]
VideoFormatOption = Annotated[
    VideoFormat | None,
    typer.Option(
        "--format",
        help="Format of video clips: 'mp4' plays everywhere, 'webm' is free of patents.",
        rich_help_panel=_CLIPS,
    ),
]
AudioFormatOption = Annotated[
    AudioFormat | None,
    typer.Option(
        "--audio-format", help="Format of clips without a picture.", rich_help_panel=_CLIPS
    ),
]
QualityOption = Annotated[
    Quality | None,
    typer.Option(
        "--quality",
        help="Of what is encoded: smaller files or better ones.",
        rich_help_panel=_CLIPS,
    ),
]
Hardware = Annotated[
    bool | None,
    typer.Option(
        "--hardware/--software",
        help="Encode with the graphics hardware, where 'clipper doctor' finds some.",
        rich_help_panel=_CLIPS,
        show_default=False,
    ),
]
Normalize = Annotated[
    bool | None,
    typer.Option(
        "--normalize/--as-loud",
        help="Make all clips equally loud ('clip.loudness_lufs'), with a limiter for their peaks; "
        "that encodes their sound.",
        rich_help_panel=_CLIPS,
        show_default=False,
    ),
]
SubtitlesOption = Annotated[
    Subtitles | None,
    typer.Option(
        "--subtitles",
        help="SRT and VTT 'files' beside each clip, 'burned' into the picture, or 'none'; "
        "where the words are known: 'run' hears them, 'cut' takes those of --transcript.",
        rich_help_panel=_CLIPS,
    ),
]
NameOption = Annotated[
    str | None,
    typer.Option(
        "--name",
        metavar="TEMPLATE",
        help="File names of: {index}, {stamp}, {claim}, {source}, {heading}, {note}, {line}, "
        "{verdict}; {index:03} pads a number, {claim:.40} shortens a text.",
        rich_help_panel=_CLIPS,
    ),
]
Words = Annotated[
    Path | None,
    typer.Option(
        "--transcript",
        help="The words (SRT, VTT, JSON; or a folder by source id), for edges and subtitles.",
        rich_help_panel=_CLIPS,
    ),
]
ReelFormat = Annotated[
    config.ReelFormat | None,
    typer.Option(
        "--reel-format",
        help="Format of the reel: of sound, or 'mp4' with pictures.",
        rich_help_panel=_MAKING,
    ),
]
Export = Annotated[
    list[str] | None,
    typer.Option(
        "--export",
        help="Files for other programs, by format: srt, vtt, audacity, csv, m3u, mpv, edl, otio, "
        "chapters, soundbites, youtube. Several with commas, or given again.",
        rich_help_panel=_MAKING,
        show_default=False,
    ),
]
EmbedOption = Annotated[
    Embed | None,
    typer.Option(
        "--embed",
        help="Clips under each claim of an Obsidian note: in a 'copy' beside the clips, "
        "or in the 'note' itself ('clipper fix --undo' takes that back).",
        rich_help_panel=_MAKING,
    ),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", help="Sources fetched at once.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def load_settings(config_file: Path | None, **flags: Any) -> Settings:
    """The settings in force; `section__key=value` for each flag, None when not given."""
    sections: dict[str, dict[str, Any]] = {}
    for name, value in flags.items():
        section, _, key = name.partition("__")
        plain = str(value) if isinstance(value, Path) else value
        sections.setdefault(section, {})[key] = plain
    return config.load(config_file, flags=sections)


def listed(values: Sequence[str] | None) -> list[str] | None:
    """The values of an option that is given several times, or with commas."""
    names = [name.strip() for value in values or () for name in value.split(",")]
    return [name for name in names if name] or None


def read_notes(
    paths: Sequence[str],
    settings: Settings,
    *,
    may_be_empty: bool = False,
) -> tuple[tuple[Note, ...], tuple[Trouble, ...]]:
    """All notes with their citations, and those of several that cannot be read.

    Stamps are read as known lengths, the notes and their neighbours let expect. Raises
    NoteError when not one note can be read, or none cites anything, unless it may.
    """
    from clipper.steps.lengths import Lengths
    from clipper.steps.lint import settle

    lengths = Lengths(settings)
    unread: list[Trouble] = []
    notes = list(each_note(paths, settings, unread))
    if not may_be_empty and not any(note.citations for note in notes):
        from clipper.reports.words import counted

        raise NoteError(
            f"no citation in {counted(len(notes), 'note')}",
            hint="'clipper list --left-out' says why times that are there are none",
        )
    return settle(notes, known=lengths), tuple(unread)


def each_note(
    paths: Sequence[str], settings: Settings, unread: list[Trouble], *, claims: bool = True
) -> Iterator[Note]:
    """The notes one after the other; those that cannot be read go to `unread`.

    Raises NoteError when not one note can be read.
    """
    wanted = source_id(settings.source.source, None) if settings.source.source else None
    files = find_notes([Path(path) for path in paths if path != "-"]) if set(paths) - {"-"} else ()
    is_any_read = "-" in paths
    if is_any_read:
        yield _with_source(_from_stdin(claims=claims), wanted)
    for file in files:
        try:
            note = read_note(file, claims=claims)
        except NoteError as error:
            if not is_any_read and file is files[-1]:
                raise  # not one could be read
            unread.append(Trouble(str(file), error.message, error.hint))
        else:
            is_any_read = True
            yield _with_source(note, wanted)


def _from_stdin(*, claims: bool) -> Note:
    try:
        return read_text(sys.stdin.read(), note="-", folder=Path.cwd(), claims=claims)
    except UnicodeDecodeError as err:
        raise NoteError(f"standard input is not UTF-8: {err.reason}") from err


def _with_source(note: Note, source: str | None) -> Note:
    if source is None:
        return note
    citations = (
        replace(citation, source=source, problems=without_source_problems(citation.problems))
        for citation in note.citations
    )
    return replace(note, citations=tuple(citations))
