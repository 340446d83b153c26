"""`clipper reel`: the supported moments of each note, joined."""

from __future__ import annotations

from typing import Annotated

import typer

from clipper.cli import options
from clipper.cli.console import out, tell
from clipper.cli.progress import follow
from clipper.config import Order, Per
from clipper.config import ReelFormat as Format
from clipper.errors import UsageError
from clipper.events import exit_code

_CHOICE = "Which moments, in which order"
_SOUND = "How it sounds"
_SHOWN = "What is shown"


def register(app: typer.Typer) -> None:
    app.command()(reel)


def reel(
    notes: options.Notes,
    *,
    output: options.Output = None,
    media_dir: options.MediaDir = None,
    source: options.SourceOption = None,
    config: options.ConfigFile = None,
    cookies: options.Cookies = None,
    proxy: options.Proxy = None,
    transcript: options.Transcript = None,
    model: options.Model = None,
    language: options.Language = None,
    engine: options.EngineOption = None,
    reel_format: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "--reel-format",
            help="Of sound (m4a if unset), or 'mp4' with pictures, which takes far longer.",
        ),
    ] = None,
    per: Annotated[
        Per | None,
        typer.Option(
            help="A reel for each 'note' (in its folder), for each 'heading' of each note, or "
            "one of 'all' notes and recordings (in the output folder).",
            rich_help_panel=_CHOICE,
        ),
    ] = None,
    order: Annotated[
        Order | None,
        typer.Option(
            help="As the 'note' cites them, by 'time' in the recordings, or the surest first "
            "('confidence').",
            rich_help_panel=_CHOICE,
        ),
    ] = None,
    verdict: Annotated[
        list[str] | None,
        typer.Option(
            help="Moments with this verdict: supported (the default), misplaced, contradicted, "
            "not_found, unchecked. Several with commas, or given again.",
            rich_help_panel=_CHOICE,
            show_default=False,
        ),
    ] = None,
    unchecked: Annotated[
        bool,
        typer.Option(
            "--all", help="All cited moments, without checking them.", rich_help_panel=_CHOICE
        ),
    ] = False,
    match: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS",
            help="Only claims that hold all these words, themselves or in their headings.",
            rich_help_panel=_CHOICE,
        ),
    ] = None,
    max_duration: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="The surest moments that fit into this time.",
            rich_help_panel=_CHOICE,
        ),
    ] = None,
    keep_duplicates: Annotated[
        bool | None,
        typer.Option(
            "--keep-duplicates",
            help="Also claims that say nearly the same as another one.",
            rich_help_panel=_CHOICE,
            show_default=False,
        ),
    ] = None,
    fade: Annotated[
        int | None,
        typer.Option(
            metavar="MS", help="Fading at every edge, against clicks (20).", rich_help_panel=_SOUND
        ),
    ] = None,
    gap: Annotated[
        int | None,
        typer.Option(
            metavar="MS", help="Silence between two stretches (400).", rich_help_panel=_SOUND
        ),
    ] = None,
    crossfade: Annotated[
        int | None,
        typer.Option(
            metavar="MS", help="Two stretches overlap, without a gap (0).", rich_help_panel=_SOUND
        ),
    ] = None,
    chime: Annotated[
        bool | None,
        typer.Option(
            "--chime/--no-chime",
            help="A soft tone in each gap.",
            rich_help_panel=_SOUND,
            show_default=False,
        ),
    ] = None,
    loudness: Annotated[
        float | None,
        typer.Option(
            metavar="LUFS",
            help="Of each stretch and of the whole: -16 for podcasts, -23 for European radio.",
            rich_help_panel=_SOUND,
        ),
    ] = None,
    peak: Annotated[
        float | None,
        typer.Option(
            metavar="DBTP",
            help="True peak that what is encoded does not exceed (-1).",
            rich_help_panel=_SOUND,
        ),
    ] = None,
    cover: Annotated[
        bool | None,
        typer.Option(
            "--cover/--no-cover",
            help="A picture of the recording as cover.",
            rich_help_panel=_SHOWN,
            show_default=False,
        ),
    ] = None,
    label: Annotated[
        bool | None,
        typer.Option(
            "--label/--no-label",
            help="Source and time, drawn into the picture of an mp4.",
            rich_help_panel=_SHOWN,
            show_default=False,
        ),
    ] = None,
    jobs: options.Jobs = None,
) -> int:
    """Join the cited moments of each note that the speech supports; print the reels' paths."""
    from clipper import pipeline

    if chime and crossfade:
        raise UsageError(
            "--chime and --crossfade exclude each other",
            hint="a chime sounds in the gap between two stretches; --gap says how long that is",
        )
    verdicts = options.listed(verdict)
    settings = options.load_settings(
        config,
        run__output=output,
        run__jobs=jobs,
        source__media_dir=media_dir,
        source__source=source,
        source__cookies=cookies,
        source__proxy=proxy,
        speech__model=model,
        speech__language=language,
        speech__engine=engine,
        # What is said elsewhere does not go into the reel, but where it is asked for.
        verify__search=None if "misplaced" in (verdicts or ()) else "none",
        reel__format=reel_format,
        reel__per=per,
        reel__order=order,
        reel__verdicts=verdicts,
        reel__match=match,
        reel__max_duration_s=max_duration,
        reel__duplicates=keep_duplicates,
        reel__fade_ms=fade,
        reel__gap_ms=gap,
        reel__crossfade_ms=crossfade,
        reel__chime=chime,
        reel__loudness_lufs=loudness,
        reel__peak_dbtp=peak,
        reel__cover=cover,
        reel__label=label,
    )
    found, unread = options.read_notes(notes, settings)
    wanted = pipeline.Wanted(check=not unchecked, reel=True)
    finished, made = follow(
        pipeline.run(found, settings, wanted, transcripts=transcript, unread=unread)
    )
    out("".join(f"{file.path}\n" for file in made))
    if made and not any(file.is_new for file in made):
        tell("nothing is new: every reel was there already")
    return exit_code(finished, is_check=False)
