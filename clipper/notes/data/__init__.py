"""Files that are no Markdown: each record is a time and a claim. Read when named, by suffix."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clipper.notes.data import json_lines, subtitles, table
from clipper.notes.stamp import Stamp

# Each takes the text and the file's name, for messages: NoteError names the line, too.
DATA: dict[str, Callable[[str, str], Iterator[Stamp]]] = {
    ".srt": subtitles.find,
    ".vtt": subtitles.find,
    ".csv": table.find,
    ".jsonl": json_lines.find,
    ".ndjson": json_lines.find,
}
