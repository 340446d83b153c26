"""`clipper fetch`: only bring the recordings here."""

from __future__ import annotations

import typer

from clipper.cli import options
from clipper.cli.console import out
from clipper.cli.progress import follow
from clipper.events import exit_code


def register(app: typer.Typer) -> None:
    app.command()(fetch)


def fetch(
    notes: options.Notes,
    *,
    media_dir: options.MediaDir = None,
    source: options.SourceOption = None,
    config: options.ConfigFile = None,
    cookies: options.Cookies = None,
    proxy: options.Proxy = None,
    clips: options.Clips = None,
    jobs: options.Jobs = None,
) -> int:
    """Fetch the recordings that NOTES cite, and print their paths.

    `--clips audio` or `none` fetches the sound alone, `video` (the default) the picture too.
    """
    from clipper import pipeline

    settings = options.load_settings(
        config,
        run__jobs=jobs,
        source__media_dir=media_dir,
        source__source=source,
        source__cookies=cookies,
        source__proxy=proxy,
        clip__kind=clips,
    )
    found, unread = options.read_notes(notes, settings)
    finished, made = follow(pipeline.fetch_only(found, settings, unread=unread))
    out("".join(f"{file.path}\n" for file in made))
    return exit_code(finished, is_check=False)
