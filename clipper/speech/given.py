"""Transcripts that the user gives instead of letting clipper hear, and captions of a site."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from clipper.errors import TranscriptError
from clipper.model import Segment, Span, Transcript, Word
from clipper.speech.json3 import read_json3
from clipper.speech.subtitles import read_subtitles
from clipper.speech.timed import segment_of

SUFFIXES = (".json", ".json3", ".srt", ".vtt")

_HINT = (
    "clipper reads SRT, VTT, and JSON: a list of {start, end, text} in seconds, Whisper's, or"
    " YouTube's json3"
)
_MALFORMED = (
    ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip
_LONGEST_MS = 100 * 3_600_000  # a later time is a mistake, and would have to be searched


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
    """A transcript that counts as heard from the start to its last word.

    Words have the times that the file gives them, else in proportion to their letters
    within their segment. Raises TranscriptError.
    """
    segments = sorted(_read(path), key=lambda segment: segment.span)
    if not segments:
        raise TranscriptError(f"transcript '{path}' holds no text with times", hint=_HINT)
    heard = Span(0, max(segment.span.end_ms for segment in segments))
    return Transcript((heard,), tuple(segments), language="", model=f"transcript {path.name}")


def _read(path: Path) -> list[Segment]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        is_json = path.suffix.lower() in (".json", ".json3")
        found = _json_segments(json.loads(text)) if is_json else read_subtitles(text)
        return [_checked(segment) for segment in found if segment.words]
    except OSError as err:
        raise TranscriptError(f"cannot read transcript '{path}': {err}", hint=_HINT) from err
    except _MALFORMED as err:
        wrong = f"it lacks {err}" if isinstance(err, KeyError) else err
        message = f"transcript '{path}' is not in a known form: {wrong}"
        raise TranscriptError(message, hint=_HINT) from err


def _checked(segment: Segment) -> Segment:
    for time_ms in (*_edges(segment.span), *(t for word in segment.words for t in _edges(word))):
        if not 0 <= time_ms <= _LONGEST_MS:
            raise ValueError(f"'{segment.text[:40]}' would be said at {time_ms / 1000} s")
    return segment


def _edges(stretch: Span | Word) -> tuple[int, int]:
    return stretch.start_ms, stretch.end_ms


def _json_segments(document: Any) -> Iterable[Segment]:
    if isinstance(document, list):
        return map(_segment, document)
    if "events" in document:
        return read_json3(document["events"])
    return map(_segment, document["segments"])


def _segment(row: dict[str, Any]) -> Segment:
    start_ms, end_ms, text = _ms(row["start"]), _ms(row["end"]), str(row["text"])
    words = row.get("words") or []
    if words and all("start" in word and "end" in word for word in words):
        return Segment(Span(start_ms, max(start_ms + 1, end_ms)), tuple(_words(words, text)))
    return segment_of(start_ms, end_ms, text)


def _words(rows: Sequence[dict[str, Any]], text: str) -> Iterator[Word]:
    """The words with the blanks that Whisper puts before them, and some of its kin leave out."""
    has_blanks = "".join(row["word"] for row in rows).strip() == text.strip()
    for row in rows:
        word = row["word"] if has_blanks else f" {row['word'].strip()}"
        start_ms = _ms(row["start"])
        end_ms = max(start_ms, _ms(row["end"]))
        yield Word(word, start_ms, end_ms, float(row.get("probability", 1.0)))


def _ms(seconds: Any) -> int:
    return round(float(seconds) * 1000)
