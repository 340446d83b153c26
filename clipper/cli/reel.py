"""`clipper reel`: the supported moments of each note, joined."""

from __future__ import annotations

from typing import Annotated

import typer

from clipper.cli import options
from clipper.cli.console import out, tell
from clipper.cli.progress import follow
from clipper.events import exit_code


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
    reel_format: options.ReelFormat = None,
    jobs: options.Jobs = None,
    unchecked: Annotated[
        bool, typer.Option("--all", help="All cited moments, without checking them.")
    ] = False,
) -> int:
    """Join the cited moments of each note that the speech supports; print the reels' paths."""
    from clipper import pipeline

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
        verify__search="none",  # what is said elsewhere does not go into the reel
        reel__format=reel_format,
    )
    found, unread = options.read_notes(notes, settings)
    wanted = pipeline.Wanted(check=not unchecked, reel=True)
    finished, made = follow(
        pipeline.run(found, settings, wanted, transcripts=transcript, unread=unread)
    )
    out("".join(f"{file.path}\n" for file in made))
    if not made:
        tell("no reel: no cited moment is supported by what was heard")
    return exit_code(finished, is_check=False)
