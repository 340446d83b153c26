"""The plain way to hear: `WhisperModel.transcribe`, half a minute after the other.

What the fast way is measured by, and what hears again where that may have gone wrong. No
half minute is conditioned on the one before: what Whisper made up in one must not spread.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from clipper.model import Segment, Span, Word
from clipper.speech.whisper import RATE, Stretch, Whisper, language_fields

# Probabilities of the recording's language between which a half minute may hold another one
# too, and how much of it is looked at by itself then. Half minutes in one language had at
# least 0.84, or at most 0.03 in real speech.
_NOT_SPOKEN, _SPOKEN = 0.02, 0.9
_FEW_MS = 4_000


@dataclass(frozen=True, slots=True)
class Reference:
    """Hears by faster-whisper's own `transcribe`."""

    whisper: Whisper

    @property
    def identity(self) -> tuple[object, ...]:
        """What its words depend on beside the weights, the sound and the language."""
        return ("reference", self.whisper.settings.beam_size, 1)

    def hear(
        self, stretches: Sequence[Stretch], *, language: str, translate: bool
    ) -> Iterator[tuple[Segment, ...]]:
        """What is said in each stretch."""
        hear_one = partial(self.hear_one, language=language, translate=translate)
        yield from self.whisper.each(hear_one, stretches)

    def hear_one(self, stretch: Stretch, *, language: str, translate: bool) -> tuple[Segment, ...]:
        """What is said in the stretch, on the clock of the recording."""
        model = self.whisper.model
        segments, _ = model.transcribe(
            stretch.samples,
            language=language,
            task="translate" if translate else "transcribe",
            beam_size=self.whisper.settings.beam_size,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=True,
        )
        # They come one by one: what was encoded last is the half minute that this one is from.
        start_ms = stretch.start_ms
        heard = tuple(_segment(each, start_ms, model.languages, language) for each in segments)
        return tuple(_told_apart(heard, stretch, language, model))


def _told_apart(
    heard: tuple[Segment, ...], stretch: Stretch, language: str, model: Any
) -> Iterator[Segment]:
    """Where a half minute may hold two languages, that of every few seconds of it."""
    for segments in _few_seconds(heard):
        first, last = segments[0].span.start_ms, segments[-1].span.end_ms
        sound = stretch.samples[_sample(first, stretch) : _sample(last, stretch)]
        in_doubt = _NOT_SPOKEN < segments[0].language_probability < _SPOKEN
        if not in_doubt or not len(sound):  # made-up words may lie past the end
            yield from segments
            continue
        _, _, beliefs = model.detect_language(audio=sound)
        for segment in segments:
            yield replace(segment, **language_fields(dict(beliefs), language))


def _sample(at_ms: int, stretch: Stretch) -> int:
    return (at_ms - stretch.start_ms) * RATE // 1000


def _few_seconds(heard: tuple[Segment, ...]) -> Iterator[tuple[Segment, ...]]:
    """Segments of one half minute, together as long as it takes to know a language."""
    for _, together in itertools.groupby(heard, key=lambda each: each.language_probability):
        part: list[Segment] = []
        for segment in together:
            part.append(segment)
            if segment.span.end_ms - part[0].span.start_ms >= _FEW_MS:
                yield tuple(part)
                part = []
        if part:
            yield tuple(part)


def _segment(heard: Any, start_ms: int, languages: Mapping[str, float], language: str) -> Segment:
    """faster-whisper's segment, in milliseconds of the recording."""

    def ms(seconds: float) -> int:
        return start_ms + round(seconds * 1000)

    words = tuple(
        Word(word.word, ms(word.start), ms(word.end), round(word.probability, 4))
        for word in heard.words or ()
    )
    return Segment(
        span=Span(ms(heard.start), ms(heard.end)),
        words=words,
        log_probability=round(heard.avg_logprob, 4),
        compression=round(heard.compression_ratio, 4),
        no_speech=round(heard.no_speech_prob, 4),
        **language_fields(languages, language),
    )
