"""Is it spoken of, but with another number or name, or with the opposite meaning?

Looked at before support: a claim with one changed word shares all its others with what is
said. A contradiction changes the verdict; a remark, wrong more often, only asks for a look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from clipper.model import Span
from clipper.verify.beliefs import refuted
from clipper.verify.claim import Claim
from clipper.verify.comparison import swapped
from clipper.verify.names import replaced
from clipper.verify.numbers import Number, displaced, rivals
from clipper.verify.polarity import affirmed, denied, opposite, undenied
from clipper.verify.quotation import misquoted
from clipper.verify.recording import Sentence

_AROUND_MS = 45_000  # what is said this near counts as said
_ALIGNED = 0.3  # of the claim's weight: below, half of the "denied" are paraphrases
_LONGEST = 4_000  # characters of a claim: what follows belongs to no sentence


@dataclass(frozen=True)
class Compared:
    """The claim's text, and what is said `near`, in the stretch, and in its best sentences."""

    claim: str
    near: tuple[str, ...]
    stretch: tuple[str, ...]
    here: tuple[str, ...]
    is_aligned: bool  # enough of the claim is said for a missing denial to mean something

    @cached_property
    def rivals(self) -> tuple[tuple[Number, Sequence[Number]], ...]:
        return tuple(rivals(self.claim, self.near, self.stretch))

    @cached_property
    def denied(self) -> str:
        return denied(self.claim, self.here)


def compare(claim: Claim, place: Span, sentences: Sequence[Sentence]) -> Compared:
    """The claim beside the `sentences` that say it best, and what is said around `place`."""
    around = Span(place.start_ms - _AROUND_MS, place.end_ms + _AROUND_MS)
    near = claim.recording.sentences_in(around)
    return Compared(
        claim.text[:_LONGEST],
        tuple(sentence.text for sentence in near),
        tuple(sentence.text for sentence in near if sentence.span.overlaps(place)),
        tuple(sentence.text for sentence in sentences),
        claim.recall(token for s in sentences for token in s.tokens) >= _ALIGNED,
    )


def contradiction(both: Compared) -> str:
    """What differs, in words, between the claim and what is said; else empty."""
    return (
        _number(both)
        or misquoted(both.claim, both.here)
        or (both.denied if both.is_aligned else "")
        or affirmed(both.claim, both.here)
        or refuted(both.claim, both.stretch)
        or swapped(both.claim, both.here)
        or opposite(both.claim, both.near, both.here)
        or replaced(both.claim, both.near, both.here)
    )


def remark(both: Compared) -> str:
    """What to look at, in words, though nothing is known to differ; else empty."""
    for number, instead in both.rivals:
        likely = next((other for other in instead if number.sounds_like(other)), None)
        heard = f"the speech may say {likely}" if likely else "it is not heard near by"
        return f"check the {number}: {heard}"
    is_denied = both.denied
    return f"check the denial: {is_denied}" if is_denied else undenied(both.claim, both.here)


def _number(both: Compared) -> str:
    for number, instead in both.rivals:
        counted = [other for other in instead if other.is_counting or number.beside & other.beside]
        if counted and not any(number.sounds_like(other) for other in counted):
            return f"the note says {number}, the speech {counted[0]}"
    for number, other in displaced(both.claim, both.stretch, " ".join(both.here)):
        if not number.sounds_like(other):
            return f"the note says {number}, the speech {other}"
    return ""
