"""Hear only what was never heard: pieces of a recording, kept as they come.

A piece is heard whole or not at all, and does not depend on the others, so that a
killed run continues with the same words.
"""

from __future__ import annotations

import dataclasses
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clipper import store as files
from clipper.model import Segment, Span, Transcript, Word, subtract, union
from clipper.speech.hear import Hearer
from clipper.speech.pauses import quietest
from clipper.speech.whisper import RATE, Stretch
from clipper.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    SamplesOf = Callable[[Span], NDArray[np.float32]]

_log = logging.getLogger(__name__)

_PIECE_MS = 120_000  # heard or not as a whole
_LOAD_MS = 360_000  # heard at once: enough chunks of equal length, and lost with a killed run
_SNAP_MS = 1_000  # how far an edge moves to the nearest quiet moment, so that no word is cut
_LEAST_MS = 1_000  # a rest shorter than this holds no sentence


@dataclass(frozen=True, slots=True)
class Heard:
    """Progress: of `total_ms` that had to be heard, `done_ms` are."""

    done_ms: int
    total_ms: int


@dataclass(frozen=True, slots=True)
class Ear:
    """One recording as one model hears it: `samples` gives its sound, decoded when first asked.

    With `translate` its words are English, whatever is spoken.
    """

    hearer: Hearer
    store: Store
    digest: str
    duration_ms: int
    samples: SamplesOf
    language: str = ""
    translate: bool = False
    _read: dict[Path, tuple[Segment, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        task = ("translate",) if self.translate else ()
        made_from = (self.digest, *self.hearer.identity, self.language, *task)
        return self.store.path("heard", files.key(*made_from))

    @property
    def written(self) -> str:
        """The language of the words that come out."""
        return "en" if self.translate else self.language

    def careful(self) -> Ear:
        """The same recording heard the plain way."""
        return dataclasses.replace(self, hearer=self.hearer.careful())

    def with_language(self) -> Ear:
        """The same with the spoken language decided, once for the whole recording."""
        if self.language:
            return self
        language = self.told_language
        if language is None:
            spans = _sample_spans(self.duration_ms)
            language = self.hearer.language([self._stretch(span) for span in spans])
            self.store.write(self._language_memory, language)
        return dataclasses.replace(self, language=language)

    @property
    def told_language(self) -> str | None:
        """The language as it was decided in this or an earlier run."""
        language = self.store.read(self._language_memory)
        return language if isinstance(language, str) else None

    @property
    def _language_memory(self) -> Path:
        return self.store.path("languages", files.key(self.digest, *self.hearer.identity))

    def known(self, spans: Iterable[Span]) -> Transcript:
        """What was heard in `spans`, whatever else an earlier run may have heard.

        A piece that was asked for within `spans` counts whole, though its edges moved to
        quiet moments; of any other only what lies in `spans`.
        """
        wanted = self._within(spans)
        kept = tuple(
            part
            for asked, segments in sorted(self._pieces())
            for segment in segments
            for part in _parts(segment, asked, wanted)
        )
        return Transcript(wanted, kept, self.written, self.hearer.weights.name)

    def missing(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """What of `spans` was never heard, in pieces of at most two minutes.

        Cut into pieces before what was heard is taken away, so that a killed run goes on
        with the same ones.
        """
        heard = [span for span, _ in self._pieces()]
        pieces = (piece for span in self._within(spans) for piece in _pieces_of(span))
        rest = (part for piece in pieces for part in subtract([piece], heard))
        return tuple(part for part in rest if part.length_ms >= _LEAST_MS)

    def listen(self, spans: Iterable[Span]) -> Iterator[Heard]:
        """Hear what is missing of `spans`; `known` has it afterwards."""
        missing = self.missing(spans)
        total_ms = sum(span.length_ms for span in missing)
        done_ms = 0
        yield Heard(done_ms, total_ms)
        for load in _loads(missing):
            stretches = [self._stretch(self._between_words(span)) for span in load]
            heard = self.hearer.hear(stretches, language=self.language, translate=self.translate)
            for span, segments in zip(load, heard, strict=True):
                name = f"{span.start_ms:09d}-{span.end_ms:09d}.json"
                self.store.write(self.folder / name, [_plain(segment) for segment in segments])
                done_ms += span.length_ms
                yield Heard(done_ms, total_ms)

    def _stretch(self, span: Span) -> Stretch:
        return Stretch(self.samples(span), span.start_ms)

    def _between_words(self, span: Span) -> Span:
        return Span(self._quiet(span.start_ms), self._quiet(span.end_ms))

    def _within(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        return union(
            Span(max(0, span.start_ms), min(self.duration_ms, span.end_ms)) for span in spans
        )

    def _quiet(self, at_ms: int) -> int:
        """The quietest moment near `at_ms`: depends on the sound alone, so it never moves."""
        if at_ms <= 0 or at_ms >= self.duration_ms:
            return at_ms
        start_ms = max(0, at_ms - _SNAP_MS)
        around = self.samples(Span(start_ms, at_ms + _SNAP_MS))
        return start_ms + quietest(around) * 1000 // RATE

    def _pieces(self) -> Iterator[tuple[Span, tuple[Segment, ...]]]:
        """Heard pieces by the span that was asked for; damaged ones are left out."""
        for path in sorted(self.folder.glob("*-*.json")):
            if path not in self._read and (segments := self._segments(path)) is not None:
                self._read[path] = segments
            if path in self._read:
                start, _, end = path.stem.partition("-")
                yield Span(int(start), int(end)), self._read[path]

    def _segments(self, path: Path) -> tuple[Segment, ...] | None:
        document = self.store.read(path)
        try:
            return None if document is None else tuple(map(_segment, document))
        except (TypeError, ValueError, KeyError) as err:
            _log.warning("damaged cache entry '%s' is heard again: %s", path, err)
            return None


def overlaid(rough: Transcript, better: Transcript) -> Transcript:
    """`rough`, with the words of `better` wherever that was heard."""
    rest = subtract(rough.heard, better.heard)
    kept = (part for segment in rough.segments for part in _within(segment, rest))
    segments = sorted([*kept, *better.segments], key=lambda segment: segment.span)
    heard = union([*rough.heard, *better.heard])
    return dataclasses.replace(rough, heard=heard, segments=tuple(segments))


def widened(spans: Iterable[Span]) -> tuple[Span, ...]:
    """What to listen to so that all of `spans` is heard, wherever the quiet moments are."""
    return union(Span(span.start_ms - _SNAP_MS, span.end_ms + _SNAP_MS) for span in spans)


def _within(segment: Segment, spans: Iterable[Span]) -> Iterator[Segment]:
    """The words of a segment that begin in one of `spans`."""
    for span in spans:
        if words := tuple(word for word in segment.words if span.holds(word.start_ms)):
            held = Span(words[0].start_ms, words[-1].end_ms)
            yield dataclasses.replace(segment, span=held, words=words)


def _parts(segment: Segment, asked: Span, wanted: Iterable[Span]) -> Iterator[Segment]:
    """What of a segment counts: all of it where its piece was wanted, else the words within."""
    for span in wanted:
        if span.contains(asked):
            yield segment
        elif span.overlaps(asked):
            yield from _within(segment, [span])


def _sample_spans(duration_ms: int) -> tuple[Span, ...]:
    """Three stretches of half a minute, away from jingles at both ends."""
    if duration_ms <= 90_000:
        return (Span(0, duration_ms),)
    return tuple(Span(duration_ms * n // 4, duration_ms * n // 4 + 30_000) for n in (1, 2, 3))


def _pieces_of(span: Span) -> Iterator[Span]:
    """Equal pieces no longer than two minutes, whole seconds apart."""
    count = -(-span.length_ms // _PIECE_MS)
    edges = [span.start_ms + span.length_ms * n // count // 1000 * 1000 for n in range(1, count)]
    edges = [span.start_ms, *edges, span.end_ms]
    yield from (Span(a, b) for a, b in itertools.pairwise(edges))


def _loads(spans: Iterable[Span]) -> Iterator[list[Span]]:
    """Pieces that are heard together."""
    load: list[Span] = []
    for span in spans:
        load.append(span)
        if sum(each.length_ms for each in load) >= _LOAD_MS:
            yield load
            load = []
    if load:
        yield load


def _plain(segment: Segment) -> dict[str, Any]:
    return {
        "start": segment.span.start_ms,
        "end": segment.span.end_ms,
        "log_probability": segment.log_probability,
        "compression": segment.compression,
        "no_speech": segment.no_speech,
        "language": segment.language,
        "language_probability": segment.language_probability,
        "words": [[w.text, w.start_ms, w.end_ms, w.probability] for w in segment.words],
    }


def _segment(plain: dict[str, Any]) -> Segment:
    return Segment(
        Span(plain["start"], plain["end"]),
        tuple(Word(*word) for word in plain["words"]),
        plain["log_probability"],
        plain["compression"],
        plain["no_speech"],
        plain.get("language", ""),  # pieces of older versions tell nothing of it
        plain.get("language_probability", 1.0),
    )
