"""Segments from text whose words have no times of their own."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from clipper.model import Segment, Span, Word


def segment_of(start_ms: int, end_ms: int, text: str) -> Segment:
    """A segment whose words have times in proportion to their letters."""
    return segment_of_parts([(start_ms, text)], end_ms)


def segment_of_parts(parts: Iterable[tuple[int, str]], end_ms: int) -> Segment:
    """The same for a text in parts, each with the time it begins at; no words if all are blank."""
    said = [(start_ms, text) for start_ms, text in parts if text.strip()]
    if not said:
        return Segment(Span(end_ms, end_ms), ())
    starts = list(itertools.accumulate((start_ms for start_ms, _ in said), max))
    spans = itertools.starmap(Span, itertools.pairwise([*starts, max(starts[-1] + 1, end_ms)]))
    words = (
        word
        for (_, text), span in zip(said, spans, strict=True)
        for word in _words(text.split(), span)
    )
    return Segment(Span(starts[0], max(starts[-1] + 1, end_ms)), tuple(words))


def _words(texts: list[str], span: Span) -> Iterator[Word]:
    letters = sum(len(text) + 1 for text in texts)
    at = 0
    for text in texts:
        start = span.start_ms + span.length_ms * at // letters
        at += len(text) + 1
        yield Word(f" {text}", start, span.start_ms + span.length_ms * at // letters, 1.0)
