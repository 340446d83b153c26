"""Is it spoken of, but with another number or with the opposite meaning?

Looked at before support: a claim with one changed number shares all its other words
with what is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from clipper.model import Span
from clipper.verify.evidence import Claim, Sentence
from clipper.verify.normalise import is_number

_AROUND_MS = 45_000  # a number said this near counts as said
_SAME = 0.03  # numbers this near are roundings of each other
_REACH = 2  # content words between a number and what it counts
_ABOUT = 0.5  # of the claim's other words must be said for it to be about the same thing
_ALIGNED = 0.6  # of the claim's words must be said before a turned word means much

_ALIKE = 0.85  # and nearly nothing else is said

_OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in (
        "always/never more/less more/fewer most/least increase/decrease increase/reduce "
        "raise/lower rise/fall rose/fell higher/lower before/after first/last gain/lose "
        "better/worse best/worst easy/hard easier/harder cheap/expensive fast/slow "
        "faster/slower larger/smaller bigger/smaller large/small early/late earlier/later "
        "all/none everyone/nobody everything/nothing success/failure succeed/fail "
        "accept/reject allow/forbid open/close strong/weak stronger/weaker safe/dangerous "
        "true/false agree/disagree possible/impossible likely/unlikely shorter/longer "
        "cheaper/dearer above/below win/lose love/hate remember/forget"
    ).split()
)
_NEGATIONS = frozenset(
    "not no never nobody nothing none neither nor without cannot avoid avoids prevent prevents "
    "fail fails stop stops lack lacks instead rather unlike barely hardly".split()
)


def contradiction(claim: Claim, place: Span, sentences: Sequence[Sentence]) -> str:
    """What differs, in words, between the claim and what `sentences` say; else empty."""
    return _number(claim, place, sentences) or _polarity(claim, sentences)


def _number(claim: Claim, place: Span, sentences: Sequence[Sentence]) -> str:
    around = Span(place.start_ms - _AROUND_MS, place.end_ms + _AROUND_MS)
    near = [word for word in claim.recording.words_in(around) if is_number(word)]
    said = [token for sentence in sentences for token in sentence.tokens]
    for position, number in enumerate(claim.tokens):
        if not is_number(number) or any(_same(number, other) for other in near):
            continue
        for other in _rivals(claim.tokens, position, said):
            return f"the note says {number[1:]}, the speech {other[1:]}"
    return ""


def _rivals(claimed: Sequence[str], position: int, said: Sequence[str]) -> Iterator[str]:
    """Numbers of the speech which count the same thing as the claim's at `position`."""
    context = set(claimed[max(0, position - 1) : position + 1 + _REACH]) - {claimed[position]}
    context = {word for word in context if not is_number(word)}
    words = [word for word in claimed if not is_number(word)]
    about = sum(word in said for word in words) / len(words) if words else 0.0
    fresh = [i for i, token in enumerate(said) if is_number(token) and token not in claimed]
    for i in fresh:
        beside = set(said[max(0, i - _REACH) : i + 1 + _REACH])
        if context & beside or (about >= _ABOUT and len(fresh) == 1):
            yield said[i]


def _same(a: str, b: str) -> bool:
    """Equal, or roundings of each other, or a year and its decade (`1990s`, `the nineties`)."""
    low, high = sorted((float(a[1:]), float(b[1:])))
    if low >= 100:
        return high - low <= _SAME * high
    return low == high or (1900 <= high < 2100 and high % 100 == low)


def _polarity(claim: Claim, sentences: Sequence[Sentence]) -> str:
    """A word of the claim stands where the speech has its opposite, or a lone negation."""
    for sentence in sentences:
        if len(claim.tokens) < 3 or claim.recall(sentence.tokens) < _ALIGNED:
            continue
        ours, theirs = _words(claim.text), _words(sentence.text)
        for a, b in itertools.chain(_OPPOSITES, ((y, x) for x, y in _OPPOSITES)):
            if a in ours and b in theirs and a not in theirs and b not in ours:
                return f"the note says '{a}', the speech '{b}'"
        if _is_alike(claim, sentence) and bool(ours & _NEGATIONS) != bool(theirs & _NEGATIONS):
            return "the note or the speech denies it, the other does not"
    return ""


def _is_alike(claim: Claim, sentence: Sentence) -> bool:
    """Claim and sentence say the same one thing, so that a negation can only turn that."""
    is_short = len(sentence.tokens) <= 1.2 * len(claim.tokens) + 1
    return is_short and claim.recall(sentence.tokens) >= _ALIKE


def _words(text: str) -> set[str]:
    """Words with negated contractions split; stop words kept, since `not` is one."""
    flat = text.lower().replace("\u2019", "'").replace("n't", " not")
    return {word.strip(".,;:!?\"'()") for word in flat.split()}
