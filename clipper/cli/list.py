"""`clipper list`: the citations as read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from clipper.cli import options
from clipper.cli.console import out, report_trouble
from clipper.errors import Exit, UsageError
from clipper.model import Citation, Note
from clipper.notes.leftovers import Leftover, leftovers
from clipper.notes.read import cited
from clipper.times import clock

_WIDTH = 100


def register(app: typer.Typer) -> None:
    app.command("list")(citations)


def citations(
    notes: options.Notes,
    *,
    source: options.SourceOption = None,
    durations: options.DurationsFile = None,
    config: options.ConfigFile = None,
    left_out: Annotated[
        bool,
        typer.Option("--left-out", help="Also what looks like a time and is no citation, and why."),
    ] = False,
    json: options.Json = False,
) -> int:
    """Show the citations of NOTES with the sentence that each supports; needs no media."""
    settings = options.load_settings(config, source__source=source, source__durations=durations)
    if left_out and "-" in notes:
        raise UsageError("'--left-out' reads notes twice", hint="name the note's file")
    found, unread = options.read_notes(notes, settings, may_be_empty=left_out)
    for trouble in unread:
        report_trouble(trouble)
    left = {note.path: tuple(_left_out(note)) for note in found} if left_out else None
    if json:
        from clipper.reports.json import render_citations

        out(render_citations(found, left))
    else:
        for note in found:
            out("".join(map(_line, note.citations)))
            out("".join(_line_left_out(note, item) for item in (left or {}).get(note.path, ())))
    return Exit.INCOMPLETE if unread else Exit.OK


def _left_out(note: Note) -> Iterable[Leftover]:
    text = Path(note.path).read_text(encoding="utf-8-sig")
    return leftovers(text, [stamp for _, stamp in cited(text, note=note.path, claims=False)])


def _line(citation: Citation) -> str:
    where = f"{citation.note}:{citation.line}:{citation.column}"
    time = "unreadable" if citation.cited_ms is None else clock(citation.cited_ms)
    problems = f" {','.join(citation.problems)}" if citation.problems else ""
    claim = textwrap.shorten(citation.claim, _WIDTH, placeholder=" ...")
    return f"{where}: {time}{problems} {claim}\n"


def _line_left_out(note: Note, item: Leftover) -> str:
    return f"{note.path}:{item.line}:{item.column}: '{item.text}' is no citation: {item.why}\n"
