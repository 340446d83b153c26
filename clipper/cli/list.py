"""`clipper list`: the citations as read."""

from __future__ import annotations

import textwrap

import typer

from clipper.cli import options
from clipper.cli.console import out, report_trouble
from clipper.errors import Exit
from clipper.model import Citation
from clipper.reports.json import render_citations
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
    json: options.Json = False,
) -> int:
    """Show the citations of NOTES with the sentence that each supports; needs no media."""
    settings = options.load_settings(config, source__source=source)
    found, unread = options.read_notes(notes, settings, durations)
    for trouble in unread:
        report_trouble(trouble)
    if json:
        out(render_citations(found))
    else:
        for note in found:
            for citation in note.citations:
                out(_line(citation))
    return Exit.INCOMPLETE if unread else Exit.OK


def _line(citation: Citation) -> str:
    where = f"{citation.note}:{citation.line}:{citation.column}"
    time = "unreadable" if citation.cited_ms is None else clock(citation.cited_ms)
    problems = f" {','.join(citation.problems)}" if citation.problems else ""
    claim = textwrap.shorten(citation.claim, _WIDTH, placeholder=" ...")
    return f"{where}: {time}{problems} {claim}\n"
