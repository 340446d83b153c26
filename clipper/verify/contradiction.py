"""Is it spoken of, but with another number or with the opposite meaning?

Looked at before support: a claim with one changed number shares all its other words
with what is said.
"""

from __future__ import annotations

import difflib
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

_FEW = 3  # words are too few to be aligned
_VERBATIM = 0.75  # of the claim's words said in its order: a quotation

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
_NEGATIONS = frozenset("not no never nobody nothing none neither nor without cannot".split())


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
    """A word of the claim stands where the speech has its opposite, or a negation on one side."""
    theirs = [word for sentence in sentences for word in _words(sentence.text)]
    ours = _words(claim.text)
    for removed, added in _differences(ours, theirs):
        if bool(removed & _NEGATIONS) != bool(added & _NEGATIONS):
            return "word for word alike, but one of note and speech denies it"
    for sentence in sentences:
        # Not weighted: in a short recording the one turned word would outweigh the others.
        shared = sum(token in sentence.tokens for token in claim.tokens)
        if shared < max(_FEW, _ALIGNED * len(claim.tokens)):
            continue
        if pair := _opposites(set(ours), set(_words(sentence.text))):
            return f"the note says '{pair[0]}', the speech '{pair[1]}'"
    return ""


def _differences(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[set[str], set[str]]]:
    """Where a nearly verbatim claim and the speech part: the words of each, in order.

    Nothing when the claim is a paraphrase: then an added `not` may belong to anything.
    """
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if sum(block.size for block in blocks) < max(_FEW, _VERBATIM * len(ours)):
        return
    for block, following in itertools.pairwise(blocks):
        removed = set(ours[block.a + block.size : following.a])
        added = set(theirs[block.b + block.size : following.b])
        if removed or added:
            yield removed, added


def _opposites(ours: set[str], theirs: set[str]) -> tuple[str, str] | None:
    for one, other in _OPPOSITES:
        for a, b in ((one, other), (other, one)):
            if a in ours - theirs and b in theirs - ours:
                return a, b
    return None


def _words(text: str) -> list[str]:
    """Words with negated contractions split; stop words kept, since `not` is one."""
    flat = text.lower().replace("\u2019", "'").replace("n't", " not")
    return [word for raw in flat.split() if (word := raw.strip(".,;:!?\"'()-\u201c\u201d"))]
