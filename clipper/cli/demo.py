"""`clipper demo`: the main job on the sample notes that come with clipper."""

from __future__ import annotations

from pathlib import Path

import typer

from clipper.cli import options
from clipper.cli.run import run_and_report
from clipper.errors import UsageError


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    *,
    output: options.Output = None,
    config: options.ConfigFile = None,
    model: options.Model = None,
    json: options.Json = False,
) -> int:
    """Run on three sample notes about a five-minute talk, some of them wrong on purpose."""
    samples = _samples()
    settings = options.load_settings(
        config,
        run__output=output or Path("output") / "demo",
        source__media_dir=samples / "media",
        speech__model=model,
    )
    notes, _ = options.read_notes([str(samples)], settings)
    return run_and_report(notes, settings, transcript=None, json=json)


def _samples() -> Path:
    """The sample notes: in the package when it is installed, else those of the checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "sample", package.parent / "notes"):
        if (folder / "media").is_dir():
            return folder
    raise UsageError("the sample notes are missing from this installation")
