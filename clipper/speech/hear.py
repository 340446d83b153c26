"""Hear stretches of a recording; the only importer of faster_whisper's model.

The model is loaded once, and only when something must be heard. No stretch is
conditioned on the one before: what Whisper made up in one must not spread.
"""

from __future__ import annotations

import itertools
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from clipper.config import SpeechSettings
from clipper.errors import WeightsError
from clipper.model import Segment, Span, Word
from clipper.speech.weights import Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

_log = logging.getLogger(__name__)

RATE = 16_000  # samples a second, mono: what Whisper was trained on

# Probabilities of the recording's language between which a half minute may hold another one
# too, and how much of it is looked at by itself then. Half minutes in one language had at
# least 0.84, or at most 0.03 in real speech.
_NOT_SPOKEN, _SPOKEN = 0.02, 0.9
_FEW_MS = 4_000


@dataclass(slots=True)
class Hearer:
    """Whisper with one set of weights. Not thread-safe: one at a time."""

    weights: Weights
    settings: SpeechSettings
    _model: Any = field(default=None, init=False, repr=False)

    @property
    def identity(self) -> tuple[object, ...]:
        """What a transcript depends on beside the sound and the language."""
        return (self.weights.digest, self.settings.compute_type, self.settings.beam_size, 1)

    def language(self, stretches: tuple[Samples, ...]) -> str:
        """The language of a recording, by the sum of Whisper's beliefs over some stretches.

        English for weights that know no other. Each stretch: float32 in [-1, 1), 16 kHz.
        """
        model = self._loaded()
        if not model.model.is_multilingual:
            return "en"
        belief: dict[str, float] = defaultdict(float)
        for samples in stretches:
            _, _, all_probabilities = model.detect_language(audio=samples, vad_filter=True)
            for language, probability in all_probabilities or ():
                belief[language] += probability
        return max(belief, key=belief.__getitem__, default="en")

    @property
    def translates(self) -> bool:
        """Whether these weights put other languages into English."""
        return bool(self._loaded().model.is_multilingual)

    def hear(
        self, samples: Samples, *, start_ms: int, language: str, translate: bool = False
    ) -> tuple[Segment, ...]:
        """What is said in `samples`, on the clock of the recording they begin at `start_ms` of.

        In English when it is to `translate`.
        """
        model = self._loaded()
        segments, _ = model.transcribe(
            samples,
            language=language,
            task="translate" if translate else "transcribe",
            beam_size=self.settings.beam_size,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=True,
        )
        # They come one by one: what was encoded last is the half minute that this one is from.
        heard = tuple(_segment(each, start_ms, model.languages, language) for each in segments)
        return tuple(self._told_apart(heard, samples, start_ms, language))

    def _told_apart(
        self, heard: tuple[Segment, ...], samples: Samples, start_ms: int, language: str
    ) -> Iterator[Segment]:
        """Where a half minute may hold two languages, that of every few seconds of it."""
        for segments in _few_seconds(heard):
            first, last = segments[0].span.start_ms - start_ms, segments[-1].span.end_ms - start_ms
            stretch = samples[first * RATE // 1000 : last * RATE // 1000]
            in_doubt = _NOT_SPOKEN < segments[0].language_probability < _SPOKEN
            if not in_doubt or not len(stretch):  # made-up words may lie past the end
                yield from segments
                continue
            _, _, beliefs = self._loaded().detect_language(audio=stretch)
            for segment in segments:
                yield replace(segment, **_language(dict(beliefs), language))

    def _loaded(self) -> Any:
        if self._model is None:
            _log.info("loading the Whisper weights '%s'", self.weights.name)
            compute = self.settings.compute_type
            try:
                self._model = _whisper()(
                    str(self.weights.path),
                    device=self.settings.device,
                    compute_type="int8" if compute == "auto" else compute,
                    cpu_threads=self.settings.threads,
                    local_files_only=True,
                )
            except Exception as err:  # tokenizers raises no narrower class
                raise WeightsError(
                    f"cannot load the Whisper weights in '{self.weights.path}': {err}",
                    hint="the files may be damaged: fetch them again, or name others with --model",
                ) from err
        return self._model


def _whisper() -> Any:
    """WhisperModel that says of the half minute it is busy with which language it is in.

    It is encoded once, for the words and for the language: to ask again would take half as
    long as to hear it.
    """
    from faster_whisper import WhisperModel  # noqa: PLC0415 - 1.2 s

    class Model(WhisperModel):  # type: ignore[misc]
        languages: Mapping[str, float] = MappingProxyType({})

        def encode(self, features: Any) -> Any:
            encoded = super().encode(features)
            if self.model.is_multilingual:
                beliefs = self.model.detect_language(encoded)[0]
                self.languages = {token[2:-2]: belief for token, belief in beliefs}  # "<|en|>"
            return encoded

    return Model


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


def _language(beliefs: Mapping[str, float], language: str) -> dict[str, Any]:
    """The fields of a segment heard in `language`; weights for English believe nothing."""
    return {
        "language": max(beliefs, key=beliefs.__getitem__, default=""),
        "language_probability": round(beliefs.get(language, 1.0), 4),
    }


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
        **_language(languages, language),
    )
