"""Transcripts that the user gives instead of letting clipper hear."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from clipper.errors import TranscriptError
from clipper.model import Segment, Span, Transcript, Word

SUFFIXES = (".json", ".srt", ".vtt")

_HINT = "clipper reads SRT, VTT, and JSON: a list of {start, end, text} in seconds, or Whisper's"


def find_transcript(path: Path, source_id: str) -> Path | None:
    """The transcript file of a source: `path` itself, or in that folder by the source's id."""
    if not path.exists():
        raise TranscriptError(f"no such transcript: '{path}'", hint=_HINT)
    if path.is_file():
        return path
    stem = Path(source_id).stem
    names = (f"{name}{suffix}" for name in (source_id, stem) for suffix in SUFFIXES)
    files = {file.name: file for file in path.iterdir() if file.is_file()}
    return next((files[name] for name in names if name in files), None)


def read_transcript(path: Path) -> Transcript:
    """A transcript that counts as heard from its first word to its last.

    Words get times in proportion to their letters within their segment.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise TranscriptError(f"cannot read transcript '{path}': {err}", hint=_HINT) from err
    rows = _json_rows(text, path) if path.suffix.lower() == ".json" else _subtitle_rows(text, path)
    segments = tuple(segment_of(*row) for row in sorted(rows) if row[2].strip())
    if not segments:
        raise TranscriptError(f"transcript '{path}' holds no text", hint=_HINT)
    heard = Span(0, max(segment.span.end_ms for segment in segments))
    return Transcript((heard,), segments, language="", model=f"transcript {path.name}")


def _json_rows(text: str, path: Path) -> list[tuple[int, int, str]]:
    try:
        document = json.loads(text)
        rows = document["segments"] if isinstance(document, dict) else document
        return [_json_row(row) for row in rows]
    except (ValueError, KeyError, TypeError, OverflowError) as err:
        raise TranscriptError(
            f"transcript '{path}' is not in a known form: {type(err).__name__} {err}", hint=_HINT
        ) from err


def _json_row(row: dict[str, Any]) -> tuple[int, int, str]:
    return round(float(row["start"]) * 1000), round(float(row["end"]) * 1000), str(row["text"])


def _subtitle_rows(text: str, path: Path) -> list[tuple[int, int, str]]:
    import pysubs2  # noqa: PLC0415 - only for users with subtitles

    try:
        subtitles = pysubs2.SSAFile.from_string(text)
    except (pysubs2.Pysubs2Error, ValueError) as err:
        raise TranscriptError(f"transcript '{path}' is not SRT or VTT: {err}", hint=_HINT) from err
    return [(event.start, event.end, event.plaintext.replace("\n", " ")) for event in subtitles]


def segment_of(start_ms: int, end_ms: int, text: str) -> Segment:
    """A segment whose words have times in proportion to their letters."""
    span = Span(start_ms, max(start_ms + 1, end_ms))
    return Segment(span, tuple(_words(text.split(), span)))


def _words(texts: Iterable[str], span: Span) -> Iterator[Word]:
    texts = list(texts)
    letters = sum(len(text) + 1 for text in texts)
    at = 0
    for text in texts:
        start = span.start_ms + span.length_ms * at // letters
        at += len(text) + 1
        yield Word(f" {text}", start, span.start_ms + span.length_ms * at // letters, 1.0)
