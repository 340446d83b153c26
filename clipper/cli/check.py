"""`clipper check`: is it said there?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from clipper.cli import options
from clipper.cli.console import out, tell
from clipper.cli.progress import follow
from clipper.config import Settings
from clipper.events import exit_code


class Format(StrEnum):
    """What `--format` takes."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    notes: options.Notes,
    *,
    media_dir: options.MediaDir = None,
    source: options.SourceOption = None,
    durations: options.DurationsFile = None,
    config: options.ConfigFile = None,
    cookies: options.Cookies = None,
    proxy: options.Proxy = None,
    transcript: options.Transcript = None,
    model: options.Model = None,
    language: options.Language = None,
    engine: options.EngineOption = None,
    search: options.SearchOption = None,
    judge: options.JudgeOption = None,
    jobs: options.Jobs = None,
    json: options.Json = False,
    form: Annotated[
        Format, typer.Option("--format", help="How to print the findings.")
    ] = Format.text,
) -> int:
    """Hear the cited moments of NOTES and print the findings; exit code 1 when some are wrong."""
    from clipper import pipeline, reports

    settings: Settings = options.load_settings(
        config,
        source__media_dir=media_dir,
        source__source=source,
        source__durations=durations,
        source__cookies=cookies,
        source__proxy=proxy,
        speech__model=model,
        speech__language=language,
        speech__engine=engine,
        verify__search=search,
        judge__kind=judge,
        run__jobs=jobs,
    )
    found, unread = options.read_notes(notes, settings)
    events = pipeline.run(
        found, settings, pipeline.Wanted(check=True), transcripts=transcript, unread=unread
    )
    finished, _ = follow(events)
    out(reports.FORMATS["json" if json else form.value](finished))
    from clipper.reports.words import counts

    tell(counts(finished.findings))
    return exit_code(finished, is_check=True)
