"""`clipper run`: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from clipper.cli import options
from clipper.cli.console import out, report_trouble, tell
from clipper.cli.progress import follow
from clipper.config import Settings
from clipper.errors import Exit
from clipper.events import Trouble, exit_code
from clipper.model import Note


def register(app: typer.Typer) -> None:
    app.command()(run)


def run(
    notes: options.Notes,
    *,
    output: options.Output = None,
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
    clips: options.Clips = None,
    method: options.Method = None,
    audio_format: options.AudioFormatOption = None,
    reel_format: options.ReelFormat = None,
    jobs: options.Jobs = None,
    json: options.Json = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would be done, and its cost.")
    ] = False,
) -> int:
    """Fetch, cut, hear, check and report all that NOTES cite; results go into the output folder."""
    settings = options.load_settings(
        config,
        run__output=output,
        run__jobs=jobs,
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
        clip__kind=clips,
        clip__method=method,
        clip__audio_format=audio_format,
        reel__format=reel_format,
    )
    found, unread = options.read_notes(notes, settings)
    if dry_run:
        for trouble in unread:
            report_trouble(trouble)
        _print_plan(found, settings)
        return Exit.INCOMPLETE if unread else Exit.OK
    return run_and_report(found, settings, transcript=transcript, json=json, unread=unread)


def run_and_report(
    notes: Sequence[Note],
    settings: Settings,
    *,
    transcript: Path | None,
    json: bool,
    unread: Sequence[Trouble] = (),
) -> int:
    """The main job; ends by naming what was made and where."""
    from clipper import pipeline, reports, store
    from clipper.reports.words import counts

    folder = Path(settings.run.output)
    wanted = pipeline.Wanted(check=True, clips=True, reel=True)
    events = pipeline.run(notes, settings, wanted, transcripts=transcript, unread=unread)
    finished, made = follow(events)
    shown = {name: render(finished) for name, render in reports.FORMATS.items()}
    for name in ("json", "html"):
        store.write_text(folder / f"report.{name}", shown[name])
    out(shown["json" if json else "text"])
    reels = [file.path for file in made if file.path.stem == "reel"]
    tell(f"checked: {counts(finished.findings)}")
    tell(f"clips:   {len(made) - len(reels)} in the folders of '{folder}', one folder a note")
    for path in reels:
        tell(f"reel:    {path}")
    tell(f"report:  {folder / 'report.html'} and report.json")
    return exit_code(finished, is_check=True)


def _print_plan(notes: Sequence[Note], settings: Settings) -> None:
    """One line for each source: what would be fetched, cut and heard."""
    from clipper.pipeline import by_source, plan

    for job in by_source(notes):
        minutes = sum(span.length_ms for span in plan(job, settings)) / 60_000
        out(
            f"{job.source_id}: {len(job.citations)} citations, {minutes:.1f} min to cut and hear"
            f"{'' if settings.verify.search == 'none' else ', more where a claim is not heard'}\n"
        )
