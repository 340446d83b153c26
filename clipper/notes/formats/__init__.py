"""The note formats: a format is one file here and one line in `FORMATS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from clipper.notes.formats import bare_bracket, html_anchor, youtube_link
from clipper.notes.stamp import Stamp

Find = Callable[[str], Iterable[Stamp]]

# In order of precedence: what one format has taken, those below it do not see.
FORMATS: dict[str, Find] = {
    "html-anchor": html_anchor.find,
    "youtube-link": youtube_link.find,
    "bare-bracket": bare_bracket.find,
}


def find_stamps(text: str) -> list[tuple[str, Stamp]]:
    """Every stamp in the text with the name of its format, in order, none overlapping."""
    found: list[tuple[str, Stamp]] = []
    for name, find in FORMATS.items():
        stamps = list(find(text))
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
