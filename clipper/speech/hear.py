"""Hear stretches of a recording; the only importer of faster_whisper's model.

The model is loaded once, and only when something must be heard. No stretch is
conditioned on the one before: what Whisper made up in one must not spread.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field
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

    def hear(self, samples: Samples, *, start_ms: int, language: str) -> tuple[Segment, ...]:
        """What is said in `samples`, on the clock of the recording they begin at `start_ms` of."""
        segments, _ = self._loaded().transcribe(
            samples,
            language=language,
            beam_size=self.settings.beam_size,
            condition_on_previous_text=False,
            word_timestamps=True,
            vad_filter=True,
        )
        return tuple(_segment(segment, start_ms) for segment in segments)

    def _loaded(self) -> Any:
        if self._model is None:
            from faster_whisper import WhisperModel  # noqa: PLC0415 - 1.2 s

            _log.info("loading the Whisper weights '%s'", self.weights.name)
            compute = self.settings.compute_type
            try:
                self._model = WhisperModel(
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


def _segment(heard: Any, start_ms: int) -> Segment:
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
    )
