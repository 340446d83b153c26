"""Is it spoken of, but with another number or name, or with the opposite meaning?

Looked at before support: a claim with one changed word shares all its others with what is
said. A contradiction changes the verdict; a remark, wrong more often, only asks for a look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clipper.model import Span
from clipper.verify.beliefs import refuted
from clipper.verify.claim import Claim
from clipper.verify.comparison import swapped
from clipper.verify.names import replaced
from clipper.verify.numbers import displaced, rivals
from clipper.verify.polarity import affirmed, denied, opposite, undenied
from clipper.verify.quotation import misquoted
from clipper.verify.recording import Sentence

_AROUND_MS = 45_000  # what is said this near counts as said
_ALIGNED = 0.3  # of the claim's weight: below, half of the "denied" are paraphrases
_LONGEST = 4_000  # characters of a claim: what follows belongs to no sentence


@dataclass(frozen=True, slots=True)
class _Compared:
    """The claim's text, and what is said `near`, in the stretch, and in its best sentences."""

    claim: str
    near: tuple[str, ...]
    stretch: tuple[str, ...]
    here: tuple[str, ...]


def contradiction(claim: Claim, place: Span, sentences: Sequence[Sentence]) -> str:
    """What differs, in words, between the claim and what `sentences` say; else empty."""
    both = _compared(claim, place, sentences)
    return (
        _number(both)
        or misquoted(both.claim, both.here)
        or (denied(both.claim, both.here) if _is_aligned(claim, sentences) else "")
        or affirmed(both.claim, both.here)
        or refuted(both.claim, both.stretch)
        or swapped(both.claim, both.here)
        or opposite(both.claim, both.near, both.here)
        or replaced(both.claim, both.near, both.here)
    )


def remark(claim: Claim, place: Span, sentences: Sequence[Sentence]) -> str:
    """What to look at, in words, though nothing is known to differ; else empty."""
    both = _compared(claim, place, sentences)
    for number, instead in rivals(both.claim, both.near, both.stretch):
        likely = next((other for other in instead if number.sounds_like(other)), None)
        heard = f"the speech may say {likely}" if likely else "it is not heard near by"
        return f"check the {number}: {heard}"
    is_denied = denied(both.claim, both.here)
    return f"check the denial: {is_denied}" if is_denied else undenied(both.claim, both.here)


def _is_aligned(claim: Claim, sentences: Sequence[Sentence]) -> bool:
    """Whether enough of the claim is said for a missing denial to mean something."""
    return claim.recall(token for s in sentences for token in s.tokens) >= _ALIGNED


def _compared(claim: Claim, place: Span, sentences: Sequence[Sentence]) -> _Compared:
    around = Span(place.start_ms - _AROUND_MS, place.end_ms + _AROUND_MS)
    near = claim.recording.sentences_in(around)
    return _Compared(
        claim.text[:_LONGEST],
        tuple(sentence.text for sentence in near),
        tuple(sentence.text for sentence in near if sentence.span.overlaps(place)),
        tuple(sentence.text for sentence in sentences),
    )


def _number(both: _Compared) -> str:
    for number, instead in rivals(both.claim, both.near, both.stretch):
        counted = [other for other in instead if other.is_counting or number.beside & other.beside]
        if counted and not any(number.sounds_like(other) for other in counted):
            return f"the note says {number}, the speech {counted[0]}"
    for number, other in displaced(both.claim, both.stretch, " ".join(both.here)):
        if not number.sounds_like(other):
            return f"the note says {number}, the speech {other}"
    return ""
