"""Audacity's labels: one a line, start, end and text between tabs, in seconds.

https://manual.audacityteam.org/man/importing_and_exporting_labels.html
"""

from __future__ import annotations

from clipper.exports.sheet import Export, Nothing, Sheet, doubted, seconds


def render(sheet: Sheet) -> str | Nothing:
    shots = sorted(sheet.shots(), key=lambda shot: shot.span)
    lines = [
        f"{seconds(shot.span.start_ms)}\t{seconds(shot.span.end_ms)}\t{doubted(row)}\n"
        for shot in shots
        for row in shot.rows
    ]
    return "".join(lines) or Nothing("no moment of a recording is cited")


EXPORT = Export(
    "labels.txt", "Audacity: a label over each cited stretch", render, per_recording=True
)
