"""Hear only what was never heard: pieces of a recording, kept as they come.

A piece is heard whole or not at all, and does not depend on the others, so that a
killed run continues with the same words.
"""

from __future__ import annotations

import dataclasses
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clipper import store as files
from clipper.model import Segment, Span, Transcript, Word, subtract, union
from clipper.speech.hear import RATE, Hearer
from clipper.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    SamplesOf = Callable[[Span], NDArray[np.float32]]

_log = logging.getLogger(__name__)

_PIECE_MS = 120_000  # what is lost when a run is killed, and how often progress shows
_SNAP_MS = 1_000  # how far an edge moves to the nearest quiet moment, so that no word is cut
_QUIET_MS = 100  # shorter than most pauses between words, longer than a stop consonant
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

    @property
    def folder(self) -> Path:
        task = ("translate",) if self.translate else ()
        made_from = (self.digest, *self.hearer.identity, self.language, *task)
        return self.store.path("heard", files.key(*made_from))

    @property
    def written(self) -> str:
        """The language of the words that come out."""
        return "en" if self.translate else self.language

    def with_language(self) -> Ear:
        """The same with the spoken language decided, once for the whole recording."""
        if self.language:
            return self
        memory = self.store.path("languages", files.key(self.digest, *self.hearer.identity))
        language = self.store.read(memory)
        if not isinstance(language, str):
            stretches = _sample_spans(self.duration_ms)
            language = self.hearer.language(tuple(self.samples(span) for span in stretches))
            self.store.write(memory, language)
        return dataclasses.replace(self, language=language)

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
        for span in missing:
            yield Heard(done_ms, total_ms)
            real = Span(self._quiet(span.start_ms), self._quiet(span.end_ms))
            segments = self.hearer.hear(
                self.samples(real),
                start_ms=real.start_ms,
                language=self.language,
                translate=self.translate,
            )
            name = f"{span.start_ms:09d}-{span.end_ms:09d}.json"
            self.store.write(self.folder / name, [_plain(segment) for segment in segments])
            done_ms += span.length_ms
        yield Heard(total_ms, total_ms)

    def _within(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        return union(
            Span(max(0, span.start_ms), min(self.duration_ms, span.end_ms)) for span in spans
        )

    def _quiet(self, at_ms: int) -> int:
        """The quietest moment near `at_ms`: depends on the sound alone, so it never moves."""
        if at_ms <= 0 or at_ms >= self.duration_ms:
            return at_ms
        import numpy as np  # noqa: PLC0415 - heavy

        start_ms = max(0, at_ms - _SNAP_MS)
        samples = self.samples(Span(start_ms, at_ms + _SNAP_MS))
        frame = RATE * _QUIET_MS // 1000
        if len(samples) < 2 * frame:
            return at_ms
        energy = np.convolve(samples.astype(np.float64) ** 2, np.ones(frame), mode="valid")
        return start_ms + (int(energy.argmin()) + frame // 2) * 1000 // RATE

    def _pieces(self) -> Iterator[tuple[Span, tuple[Segment, ...]]]:
        """Heard pieces by the span that was asked for; damaged ones are left out."""
        for path in sorted(self.folder.glob("*-*.json")):
            document = self.store.read(path)
            if document is None:
                continue
            try:
                start, _, end = path.stem.partition("-")
                yield Span(int(start), int(end)), tuple(map(_segment, document))
            except (TypeError, ValueError, KeyError) as err:
                _log.warning("damaged cache entry '%s' is heard again: %s", path, err)


def _parts(segment: Segment, asked: Span, wanted: Iterable[Span]) -> Iterator[Segment]:
    """What of a segment counts: all of it where its piece was wanted, else the words within."""
    for span in wanted:
        if span.contains(asked):
            yield segment
        elif span.overlaps(asked):
            words = [word for word in segment.words if span.holds(word.start_ms)]
            if words:
                yield dataclasses.replace(segment, words=tuple(words))


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
