"""Is a nearly verbatim quotation turned by a denial that stands on one side only?"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator, Sequence

from clipper.verify.words import DENIALS, line

_FEW = 3  # words are too few to be aligned
_VERBATIM = 0.75  # of the claim's words said in its order: a quotation


def misquoted(claim: str, here: Sequence[str]) -> str:
    """That claim and speech are word for word alike but for a denial in another place."""
    theirs = [word for text in here for word in line(text).words]
    for removed, added in _differences(line(claim).words, theirs):
        if DENIALS.isdisjoint(removed) != DENIALS.isdisjoint(added):
            return "word for word alike, but one of note and speech denies it"
    return ""


def _differences(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[set[str], set[str]]]:
    """Where a quotation and the speech part: the words of each, in order.

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
