"""Gives each stamp of a text its claim and the headings it stands under."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clipper.notes import marks
from clipper.notes.blocks import blocks
from clipper.notes.claims import claims, unmarked
from clipper.notes.fences import opened
from clipper.notes.groups import has_words
from clipper.notes.plain import plain
from clipper.notes.sentences import opening, says_something
from clipper.notes.speakers import without_speakers
from clipper.notes.stamp import Stamp

_CALLOUT = re.compile(r"\[!\w[^\]\n]*+")  # of which blocks drop the kind
_URL = re.compile(r"https?://\S+")
_ALONE = re.compile(rf"(?m:^){marks.MARK}(?=[ \t]*+(?m:$))")
_OPENING = re.compile(rf"(?m:^)[(\[]{{0,2}}{marks.MARK}")


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a stamp, as plain text."""

    claim: str = ""
    heading: tuple[str, ...] = ()


def contexts(text: str, stamps: Sequence[Stamp]) -> dict[int, Context]:
    """The context of each stamp, by its index; a stamp in code has none.

    A stamp without words in its block speaks of the row it stands in, else of the block
    above, else, at the top of the note, of the first one below; one that leads, of what
    follows it.
    """
    markup = [text[stamp.start : stamp.end] for stamp in stamps]
    leading = {number for number, stamp in enumerate(stamps) if stamp.leads}
    marked, turns = without_speakers(marks.put(opened(text, stamps), stamps), leading)
    found = _Found(leading | turns | _above_their_text(marked))
    for block in blocks(marked, lambda heading: unmarked(plain(heading, markup))):
        found.add([plain(cell, markup) for cell in block.cells], block.heading)
    given = {n: stamp.claim for n, stamp in enumerate(stamps) if stamp.claim is not None}
    return {
        number: Context(plain(given[number]), context.heading) if number in given else context
        for number, context in found.all().items()
    }


def shown(text: str, stamps: Sequence[Stamp]) -> Iterator[int]:
    """The indices of the stamps that `contexts` finds, without the work for their claims."""
    if not _may_hide(text, stamps):
        yield from range(len(stamps))
        return
    markup = [text[stamp.start : stamp.end] for stamp in stamps]
    for block in blocks(marks.put(opened(text, stamps), stamps), lambda _: ""):
        for cell in block.cells:
            if "\0" in cell:
                yield from marks.numbers(plain(cell, markup))


def _may_hide(text: str, stamps: Sequence[Stamp]) -> bool:
    """Is there code, or a stamp where a callout names its kind?"""
    if "`" in text or "~~~" in text:
        return True
    kinds = _CALLOUT.finditer(text) if "[!" in text else ()
    starts = [stamp.start for stamp in stamps]
    return any(bisect.bisect(starts, k.start()) != bisect.bisect(starts, k.end()) for k in kinds)


def _above_their_text(marked: str) -> set[int]:
    """The stamps alone on their lines, if the first has no text above it and the last has below."""
    alone = list(_ALONE.finditer(marked))
    if not alone:
        return set()
    above = marked[: alone[0].start()].rstrip().rpartition("\n")[2]
    below = marked[alone[-1].end() :].lstrip()
    if above[:1] not in {"", "#"} or below[:1] in {"", "#"}:
        return set()
    return {number for line in alone for number in marks.numbers(line[0])}


class _Found:
    """The contexts found so far, and the stamps that wait for what stands below them."""

    def __init__(self, leading: set[int]) -> None:
        self._leading = leading
        self._found: dict[int, Context] = {}
        self._above = ""
        self._early: dict[int, Context] = {}
        self._waiting: dict[int, Context] = {}
        self._below = ""

    def add(self, cells: Sequence[str], heading: tuple[str, ...]) -> None:
        words = "; ".join(filter(None, map(unmarked, cells)))
        cited = [item for cell in cells if "\0" in cell for item in self._claims(cell)]
        if any(number in self._leading for number, _ in cited):
            self._give(self._below)
        elif self._waiting and has_words(said := _URL.sub("", words)):
            self._below = f"{self._below}\n{said.strip()}"
            if says_something(self._below):
                self._give(self._below)
        for number, claim in cited:
            self._put(number, claim or words, heading)
        self._above = words or self._above
        if self._above and self._early:
            self._found |= {n: Context(self._above, at.heading) for n, at in self._early.items()}
            self._early = {}

    def all(self) -> dict[int, Context]:
        self._give(self._below)
        return self._found | self._early

    def _claims(self, cell: str) -> Iterable[tuple[int, str]]:
        """Where a leading stamp opens, each line's speaks of what follows up to the next one's."""
        openings = [match.start() for match in _OPENING.finditer(cell)]
        if openings[:1] != [0] or marks.numbers(cell)[0] not in self._leading:
            return claims(cell)
        turns = [cell[a:b] for a, b in zip(openings, [*openings[1:], None], strict=True)]
        return [item for turn in turns for item in self._claims_of(turn)]

    def _claims_of(self, turn: str) -> Iterable[tuple[int, str]]:
        numbers = marks.numbers(turn)
        if not self._leading.issuperset(numbers):
            return claims(turn)
        claim = opening(unmarked(turn))
        return [(number, claim) for number in numbers]

    def _put(self, number: int, claim: str, heading: tuple[str, ...]) -> None:
        if not claim and number in self._leading:
            self._waiting[number] = Context("", heading)
        elif claim or self._above:
            self._found[number] = Context(claim or self._above, heading)
        else:
            self._early[number] = Context("", heading)

    def _give(self, text: str) -> None:
        claim = opening(text)
        self._found |= {number: Context(claim, at.heading) for number, at in self._waiting.items()}
        self._waiting, self._below = {}, ""
