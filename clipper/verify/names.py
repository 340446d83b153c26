"""Does another name stand in the claim than is said beside the same words?

A name that is merely not said proves nothing, for speakers say `he` where notes name him.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from clipper.verify.words import line

_ALIKE = 60  # percent of letters: names are misheard
_SHORTEST = 3  # letters
_BESIDE = 40  # characters on each side, some five words
_NAME = re.compile(r"[^\W\d_]+")
_BEGINS = frozenset(
    ".:!?;>-\u2013\u2014\u2022\u2026"
)  # what stands before a capital that is no name's
_OPENING = " \t\n\"'*_(\u201c\u2018["
_CALENDAR = (
    frozenset("monday tuesday wednesday thursday friday saturday sunday".split()),
    frozenset(
        """january february march april may june july august september october november
        december""".split()
    ),
)


@dataclass(frozen=True, slots=True)
class _Name:
    word: str
    beside: frozenset[str]


def replaced(claim: str, near: Iterable[str], here: Iterable[str]) -> str:
    """The claim's name that is not said `near`, where another stands `here` in its place."""
    ours, around = line(claim).words, [line(text).words for text in near]
    said = [word for words in around for word in words]
    others = [n for text in here for n in _names(text) if n.word.lower() not in ours]
    for name in _names(claim) if others else ():
        for other in others:
            if _is_instead(name, other) and not _is_said(name.word.lower(), said):
                return f"the note says '{name.word}', the speech '{other.word}'"
    return ""


def _is_instead(name: _Name, other: _Name) -> bool:
    pair = {name.word.lower(), other.word.lower()}
    return bool(name.beside & other.beside) or any(pair <= kind for kind in _CALENDAR)


def _is_said(word: str, said: Sequence[str]) -> bool:
    """Also in two words, or misheard."""
    spelled = itertools.chain(said, map("".join, itertools.pairwise(said)))
    return process.extractOne(word, spelled, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


def _names(text: str) -> Iterator[_Name]:
    """Capitalised words that begin nothing."""
    for match in _NAME.finditer(text):
        word = match.group()
        before = text[max(0, match.start() - _BESIDE) : match.start()]
        lead = before.rstrip(_OPENING)
        if word[0].isupper() and len(word) >= _SHORTEST and lead and lead[-1] not in _BEGINS:
            after = text[match.end() : match.end() + _BESIDE]
            yield _Name(word, frozenset(line(before).content | line(after).content))
