"""Gives each stamp of a text its claim and the headings it stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clipper.notes import marks
from clipper.notes.blocks import blocks
from clipper.notes.claims import claims, unmarked
from clipper.notes.plain import plain
from clipper.notes.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a stamp, as plain text."""

    claim: str
    heading: tuple[str, ...]


def contexts(text: str, stamps: Sequence[Stamp]) -> dict[int, Context]:
    """The context of each stamp, by its index; a stamp in code has none.

    A stamp without words in its block speaks of the row it stands in, else of the block
    above, else, at the top of the note, of the first one below.
    """
    markup = [text[stamp.start : stamp.end] for stamp in stamps]
    found: dict[int, Context] = {}
    above = ""
    early: dict[int, Context] = {}
    for block in blocks(marks.put(text, stamps), lambda heading: unmarked(plain(heading, markup))):
        cells = [plain(cell, markup) for cell in block.cells]
        words = "; ".join(filter(None, map(unmarked, cells)))
        for number, claim in _claims(cells):
            context = Context(claim or words or above, block.heading)
            (found if context.claim else early)[number] = context
        above = words or above
        if above and early:
            found |= {number: Context(above, at.heading) for number, at in early.items()}
            early = {}
    return found | early


def _claims(cells: Sequence[str]) -> list[tuple[int, str]]:
    return [item for cell in cells if "\0" in cell for item in claims(cell)]
