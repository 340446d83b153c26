"""What a second judge says of a claim, and the interface that all of them have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Opinion:
    """Probabilities that a stretch of speech says the claim, or the contrary; the rest: neither."""

    entailed: float
    contradicted: float


class Judge(Protocol):
    """Reads a claim beside stretches of speech.

    `name` is for people; `identity` is another wherever the opinions could be others.
    """

    @property
    def name(self) -> str: ...

    @property
    def identity(self) -> str: ...

    def opinions(self, claim: str, stretches: Sequence[str]) -> tuple[Opinion, ...]:
        """One for each stretch; JudgeError or WeightsError where it has none."""
        ...
