"""Is it said only as what others believe, or asked, to be denied at once?

`People think that bees sleep. They don't.` has all the words of a note that says they do.
Only a short denial in the very next sentence is trusted.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from clipper.verify.words import Line, line

_WHO = r"(?:people|everybody|everyone|they|folks|others|some|many|most|you'd|you would|you might)"
_HOW = r"(?:'ll|'re| (?:are|will|would|all|often|always|usually|just|still|might|like to))?"
_DO = (  # and not `they say, ...`, which only quotes
    r"(?:assum|think|imagin|believ|expect|pictur|promis|suppos|claim|say|tell)(?:e|s|ing)?"
    r"|get (?:this|it) wrong"
)
_BELIEF = re.compile(
    rf"\b(?:{_WHO}{_HOW} (?:{_DO})|gets? told|the story goes|myth|misconception)\b(?![,:])"
)
_ASKS = re.compile(r"(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have)\b")
_OPENING = re.compile(r"(?:(?:and|so|but|now|oh|well),? )+")
_NO = re.compile(r"(?:no|nope|nah|never)[,.!]")
_CLAUSE = re.compile(r"[^,;:\u2013\u2014]+")
_CLAUSES = 2  # of a sentence in which the denial must come
_SHORT = 8  # words of a clause that only denies what was said before it
_BACK = frozenset("it that this they we those".split())  # by which it points there
_WRONG = frozenset("wrong false opposite myth backwards untrue nonsense".split())
_SHARED = 0.25  # of what is believed must be in the claim


def refuted(claim: str, around: Sequence[str]) -> str:
    """What the speech tells as others' belief, or asks, and denies at once; else empty."""
    ours = line(claim)
    for believed in () if _BELIEF.search(_flat(claim)) else _denied(around):
        shared = len(believed.content & ours.content)
        is_said = shared and shared >= _SHARED * len(believed.content)
        if is_said and ours.is_soft == believed.is_soft:
            return "the speech brings it up only to deny it"
    return ""


def _denied(around: Sequence[str]) -> Iterator[Line]:
    """What is believed or asked, where what follows denies it."""
    for text, *following in itertools.zip_longest(around, around[1:], around[2:], fillvalue=""):
        flat = _flat(text)
        if flat.endswith("?") and _ASKS.match(flat) and _NO.match(_flat(following[0])):
            yield line(flat)
        for match in [*_BELIEF.finditer(flat)][-1:]:
            believed = line(flat[match.end() :])
            if _is_denial(following[0]) or (believed.is_soft and any(map(_objects, following))):
                yield believed


def _is_denial(text: str) -> bool:
    """Denies, soon and shortly, what was said before."""
    return any(map(_only_denies, _CLAUSE.findall(_flat(text))[:_CLAUSES]))


def _only_denies(clause: str) -> bool:
    said = line(clause)
    is_denying = said.is_denying or not _WRONG.isdisjoint(said.words)
    return is_denying and len(said.words) <= _SHORT and not _BACK.isdisjoint(said.words)


def _objects(text: str) -> bool:
    """`But those do`, after what is believed not to."""
    said = line(text)
    return said.words[:1] == ("but",) and not said.is_soft and not _BACK.isdisjoint(said.words[:3])


def _flat(text: str) -> str:
    return _OPENING.sub("", text.lower().replace("\u2019", "'"), count=1)
