"""The note formats: a format is one file here and one line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clipper.notes.formats import bare_bracket, html_anchor, youtube_link
from clipper.notes.stamp import Stamp

@dataclass(frozen=True, slots=True)
class Format:
    """A way to cite a moment: `find` gives every stamp of it in a text, in order.

    `marks` are texts of which a note must hold one for `find` to be asked at all: a
    look that costs nothing beside a pattern. Empty: always asked. Compared in lower case.
    """

    find: Callable[[str], Iterable[Stamp]]
    marks: tuple[str, ...] = ()


# In order of precedence: what one format has taken, those below it do not see.
FORMATS: dict[str, Format] = {
    "html-anchor": Format(html_anchor.find, ("timestamp", "data-t")),
    "youtube-link": Format(youtube_link.find, ("](http", "](<http")),
    "bare-bracket": Format(bare_bracket.find, ("[",)),
}


def find_stamps(text: str) -> list[tuple[str, Stamp]]:
    """Every stamp in the text with the name of its format, in order, none overlapping."""
    found: list[tuple[str, Stamp]] = []
    lower = text.lower()
    for name, form in FORMATS.items():
        if form.marks and not any(mark in lower for mark in form.marks):
            continue
        stamps = list(form.find(text))
        found += [(name, stamp) for stamp in stamps]
        text = "".join(_without(text, stamps))
    return sorted(found, key=lambda item: item[1].start)


def _without(text: str, stamps: Iterable[Stamp]) -> Iterator[str]:
    """The text with the markup of the stamps overwritten by what no format matches."""
    done = 0
    for stamp in stamps:
        yield text[done : stamp.start]
        yield "\0" * (stamp.end - stamp.start)
        done = stamp.end
    yield text[done:]
