"""Hear stretches of a recording with one set of weights, the fast way or the plain one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clipper.config import Engine
from clipper.model import Segment
from clipper.speech.fast import Fast
from clipper.speech.reference import Reference
from clipper.speech.weights import Weights
from clipper.speech.whisper import Stretch, Whisper


@dataclass(frozen=True, slots=True)
class Hearer:
    """Whisper with one set of weights, loaded when first needed. One caller at a time."""

    whisper: Whisper
    engine: Engine = "fast"

    @property
    def weights(self) -> Weights:
        return self.whisper.weights

    @property
    def identity(self) -> tuple[object, ...]:
        """What a transcript depends on beside the sound and the language."""
        compute_type = self.whisper.settings.compute_type
        return (self.weights.digest, compute_type, *self._engine.identity)

    def careful(self) -> Hearer:
        """The same weights, heard the plain way."""
        return Hearer(self.whisper, "reference")

    def language(self, stretches: Sequence[Stretch]) -> str:
        """The language of a recording, by the sum of Whisper's beliefs over some stretches.

        English for weights that know no other.
        """
        if not self.whisper.is_multilingual:
            return "en"
        belief: dict[str, float] = defaultdict(float)
        for stretch in stretches:
            for language, probability in self._fast.beliefs(stretch).items():
                belief[language] += probability
        return max(belief, key=belief.__getitem__, default="en")

    @property
    def translates(self) -> bool:
        """Whether these weights put other languages into English."""
        return self.whisper.is_multilingual

    def hear(
        self, stretches: Sequence[Stretch], *, language: str, translate: bool = False
    ) -> Iterator[tuple[Segment, ...]]:
        """What is said in each stretch, on the clock of the recording.

        In English when it is to `translate`.
        """
        return self._engine.hear(stretches, language=language, translate=translate)

    @property
    def _fast(self) -> Fast:
        return Fast(self.whisper, Reference(self.whisper))

    @property
    def _engine(self) -> Fast | Reference:
        return self._fast if self.engine == "fast" else self._fast.reference
