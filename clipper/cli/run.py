"""`clipper run`: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from clipper.cli import options
from clipper.cli.console import out, report_trouble, tell
from clipper.cli.progress import follow, made_of
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
    exact: options.Exact = False,
    shortest: options.Shortest = None,
    longest: options.Longest = None,
    merge: options.Merge = None,
    method: options.MethodOption = None,
    video_format: options.VideoFormatOption = None,
    audio_format: options.AudioFormatOption = None,
    quality: options.QualityOption = None,
    hardware: options.Hardware = None,
    normalize: options.Normalize = None,
    subtitles: options.SubtitlesOption = None,
    name: options.NameOption = None,
    reel_format: options.ReelFormat = None,
    export: options.Export = None,
    embed: options.EmbedOption = None,
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
        clip__edges="asked" if exact else None,
        clip__shortest_s=shortest,
        clip__longest_s=longest,
        clip__merge=merge,
        clip__method=method,
        clip__format=video_format,
        clip__audio_format=audio_format,
        clip__quality=quality,
        clip__hardware=hardware,
        clip__normalize=normalize,
        clip__subtitles=subtitles,
        clip__name=name,
        export__formats=options.listed(export),
        export__embed=embed,
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
    reels = [file.path for file in made if file.is_reel]
    tell(f"checked: {counts(finished.findings)}")
    exports = [file.path for file in made if file.is_export]
    clips = [file for file in made if file.path not in {*reels, *exports}]
    tell(f"clips:   {made_of(clips)}, in the folders of '{folder}', one folder a note")
    for path in reels:
        tell(f"reel:    {path}")
    for path in exports:
        tell(f"export:  {path}")
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
