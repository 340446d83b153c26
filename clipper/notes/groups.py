"""Takes the citations out of a text and remembers where they stood."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from clipper.notes import marks

_GROUP = re.compile(
    rf"{marks.MARK}(?:[ ]?(?:[,;/&+|–—-][ ]?)?(?:(?:and|to|until|through)[ ])?{marks.MARK})*+"  # noqa: RUF001
)
_IN_BRACKETS = re.compile(
    rf"([(\[]{{1,3}})(?:(?:see|at)[ ])?[ ]?({_GROUP.pattern})[ ]?([)\]]{{1,3}})"
)
_PUNCTUATION_FOLLOWS = re.compile(r"[ ][.,;:!?)\]]")
_OPENING_LEAD = " \"'“‘«>•–—-(["  # noqa: RUF001
_WORDS_FOLLOW = re.compile(r"[ ]?(?:[:–—-][ ]?)?[\"“‘'«(\[¿¡$#]*\w")  # noqa: RUF001


@dataclass(frozen=True, slots=True)
class Group:
    """Citations that stand together at offset `at` of the text without them.

    `opens` says that the group stands before its words instead of behind them.
    """

    at: int
    numbers: tuple[int, ...]
    opens: bool


@lru_cache(maxsize=16)  # each cell is asked for its words, and then for its claims
def lift(text: str) -> tuple[str, tuple[Group, ...]]:
    """The text without its citations, the blanks before them and brackets around them."""
    if "\0" not in text:
        return text, ()
    text = _IN_BRACKETS.sub(_unwrapped, text)
    words = _Words()
    groups: list[Group] = []
    done = 0
    for match in _GROUP.finditer(text):
        before = text[done : match.start()]
        lead = before.rstrip()
        if not _WORDS_FOLLOW.match(text, match.end()):
            lead = lead.removesuffix(" from")  # `from [1:00] to [2:00].`
        words.add(lead)
        opens = _opens(before, text, match.end(), groups)
        group = Group(words.length, marks.numbers(match[0]), opens)
        if not groups or has_words(before) or (opens and groups[-1].at > 0):
            groups.append(group)
        else:
            groups[-1] = _joined(groups[-1], group)
        done = match.end()
    words.add(text[done:])
    return words.text, tuple(groups)


def has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


class _Words:
    """Pieces of text, put together as if nothing had stood between them."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces = [""]

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def add(self, piece: str) -> None:
        if self.length and _PUNCTUATION_FOLLOWS.match(piece):
            piece = piece[1:]
        elif self._pieces[-1][-1:].isalnum() and piece[:1].isalnum():
            piece = f" {piece}"
        if piece:
            self._pieces.append(piece)
            self.length += len(piece)


def _unwrapped(match: re.Match[str]) -> str:
    """Citations without the brackets that hold nothing else."""
    pairs = min(len(match[1]), len(match[3]))
    return match[1][pairs:] + match[2] + match[3][pairs:]


def _joined(first: Group, second: Group) -> Group:
    numbers = first.numbers + second.numbers
    return replace(first, numbers=numbers, opens=first.opens or second.opens)


def _opens(before: str, text: str, end: int, groups: list[Group]) -> bool:
    """Does the group that ends at `end` stand before its words: first in its block or line?"""
    if not groups and not has_words(before):
        return True
    above, newline, lead = before.rpartition("\n")
    following = _WORDS_FOLLOW.match(text, end)
    if not newline or lead.strip(_OPENING_LEAD) or following is None:
        return False
    # A line that goes on in the middle of a sentence was only wrapped here.
    is_wrapped = above[-1:].isalnum() and following[0][-1].islower()
    return not is_wrapped or any(group.opens for group in groups[:1])
