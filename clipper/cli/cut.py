"""`clipper cut`: clips of the cited moments, without hearing them."""

from __future__ import annotations

import typer

from clipper.cli import options
from clipper.cli.console import out
from clipper.cli.progress import follow
from clipper.events import exit_code


def register(app: typer.Typer) -> None:
    app.command()(cut)


def cut(
    notes: options.Notes,
    *,
    output: options.Output = None,
    media_dir: options.MediaDir = None,
    source: options.SourceOption = None,
    durations: options.DurationsFile = None,
    config: options.ConfigFile = None,
    cookies: options.Cookies = None,
    proxy: options.Proxy = None,
    clips: options.Clips = None,
    method: options.Method = None,
    audio_format: options.AudioFormatOption = None,
    jobs: options.Jobs = None,
) -> int:
    """Cut a clip around each cited moment of NOTES, and print the clips' paths."""
    from clipper import pipeline

    settings = options.load_settings(
        config,
        run__output=output,
        run__jobs=jobs,
        source__media_dir=media_dir,
        source__source=source,
        source__durations=durations,
        source__cookies=cookies,
        source__proxy=proxy,
        clip__kind=clips,
        clip__method=method,
        clip__audio_format=audio_format,
    )
    found, unread = options.read_notes(notes, settings)
    wanted = pipeline.Wanted(check=False, clips=True)
    finished, made = follow(pipeline.run(found, settings, wanted, unread=unread))
    out("".join(f"{file.path}\n" for file in made))
    return exit_code(finished, is_check=False)
