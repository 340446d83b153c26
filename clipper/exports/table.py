"""CSV for spreadsheets, in UTF-8 with a mark, without which Excel reads it as something else."""

from __future__ import annotations

import csv
import io

from clipper.exports.sheet import Export, Row, Sheet, one_line, seconds

COLUMNS = (
    "note",
    "line",
    "column",
    "index",
    "stamp",
    "at_s",
    "start_s",
    "end_s",
    "claim",
    "heading",
    "verdict",
    "reason",
    "confidence",
    "found_s",
    "heard",
    "source",
    "url",
    "media",
    "clip",
)


def render(sheet: Sheet) -> bytes:
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(sheet, row) for row in sheet.rows)
    return table.getvalue().encode("utf-8-sig")


def _cells(sheet: Sheet, row: Row) -> list[str]:
    cited, finding, recording = row.citation, row.finding, row.recording
    span = (row.span.start_ms, row.span.end_ms) if row.span else (None, None)
    has_place = recording is not None and row.at_ms is not None
    cells = {
        "note": _text(sheet.note),
        "line": str(cited.line),
        "column": str(cited.column),
        "index": str(row.index),
        "stamp": _text(cited.stamp),
        "at_s": _seconds(row.at_ms),
        "start_s": _seconds(span[0]),
        "end_s": _seconds(span[1]),
        "claim": _text(cited.claim),
        "heading": _text(" / ".join(cited.heading)),
        "source": _text(cited.source or ""),
        "url": _text(recording.url_at(row.at_ms or 0)) if recording and has_place else "",
        "media": _text(str(recording.path)) if recording and recording.path else "",
        "clip": _text(row.clip or ""),
    }
    if finding is not None:
        cells |= {
            "verdict": finding.verdict.value,
            "reason": finding.reason or "",
            "confidence": "" if finding.confidence is None else f"{finding.confidence:.3f}",
            "found_s": _seconds(finding.found_ms),
            "heard": _text(finding.heard),
        }
    return [cells.get(column, "") for column in COLUMNS]


def _seconds(ms: int | None) -> str:
    return "" if ms is None else seconds(ms)


def _text(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    flat = one_line(text)
    return f"'{flat}" if flat.startswith(tuple("=+-@＝＋－＠")) else flat  # noqa: RUF001


EXPORT = Export("citations.csv", "a table of all citations, with verdicts", render)
