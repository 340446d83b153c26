"""Times in square brackets: `[00:01:02]`, `[[1:02]]`, `[1:02 - 1:10]`, `[1:02, 2:30]`, `[at 1:02]`.

Brackets of full width are the same; `[1:02]-[1:10]` is a range. Many notes write every one
of them as inline code, `` `[1:02]` ``: such are citations, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clipper.notes.ranges import joined
from clipper.notes.stamp import DASH, TIME, Place, Stamp

_ITEM = rf"{TIME}\.?(?:{DASH}{TIME})?"
ITEMS = rf"{_ITEM}(?:\s?(?:[,;&/]|\band\b)\s?{_ITEM}){{0,99}}"
# A word or a symbol that says what follows: `[at 1:02]`, `[t=1:02]`, `[⏱ 1:02]`.
LEAD = (
    r"[^\S\n]?(?:(?:(?i:at|from|see|time|timestamp|ts)[ :]|(?i:t)=|[@#~]|[^\w\x00-\x7f]{1,2})[ ]?)?"
)
_BRACKET = re.compile(
    rf"\[(?<!!\[)(?<!!\[\[)(?:\[{LEAD}(?P<double>{ITEMS})[^\S\n]?\]\](?!\()"
    rf"|{LEAD}(?P<single>{ITEMS})[^\S\n]?\\?\](?!\(|\[(?!\[?\d{{1,3}}:)))"
)
_TIMES = re.compile(rf"(?P<first>{TIME})\.?(?:{DASH}(?P<until>{TIME}))?")
# `[16:9]`, `[1:1:1]` and the slice `a[10:20]` are no times.
_RATIO = re.compile(r"\d{1,3}:\d|\d:\d:\d")
_SLICE = re.compile(r"\d{1,3}:\d{1,3}(?:,.*)?")
_WORD = re.compile(r"[A-Za-z0-9_\])]")

# `[05:38:05:46]` is 05:38 to 05:46; a fourth field of zeros is one too many: `[1:01:29:00]`.
_GLUED = re.compile(r"(?P<first>\d{1,3}:[0-5]\d):(?P<until>\d{1,3}:(?!00)[0-5]\d)")
_LONGEST_GLUED_S = 20 * 60

_FILLED = rf"\[{{1,2}}{LEAD}{ITEMS}[^\S\n]?\]{{1,2}}"
_CODE = re.compile(
    rf"(?<![`A-Za-z0-9])(?P<ticks>``?)[ ]?(?P<filling>{_FILLED}(?:[ ,;–-]{{0,3}}{_FILLED}){{0,19}})"  # noqa: RUF001
    r"[ ]?(?P=ticks)(?!`)"
)
# Nothing but punctuation and further stamps up to the end of the sentence, line or cell.
_END_FOLLOWS = re.compile(r"[ \t\d\0`*_~\[\](),;:&\"'”’»–-]*+(?:[.!?…。！？|\n]|\Z)")  # noqa: RUF001
_A_HABIT = 3  # spans of code with nothing but times; a note's way of citing


_WIDE = "［］【】（）"  # noqa: RUF001
_NARROW = str.maketrans(_WIDE, "[][]()")


def find(text: str) -> Iterator[Stamp]:
    """Every time in brackets; several in one bracket are one stamp each."""
    text = narrow(text)
    return joined(text, _stamps(text))


def narrow(text: str) -> str:
    """The text with ASCII's brackets in the place of those of full width."""
    has_wide = not text.isascii() and any(bracket in text for bracket in _WIDE)
    return text.translate(_NARROW) if has_wide else text


def _stamps(text: str) -> Iterator[Stamp]:
    spans = _cited_code(text) if "`" in text else []
    opened = {span.start("filling"): span.start() for span in spans}
    closed = {span.end("filling"): span.end() for span in spans}
    last = 0
    for bracket in _BRACKET.finditer(text):
        inner = bracket.span("double" if bracket["double"] else "single")
        start, end = bracket.span()
        start -= text[start - 1 : start] == "\\"
        if not _is_other(text, start, inner, is_next=start == last):
            yield from stamps_in(text, inner, (opened.get(start, start), closed.get(end, end)))
            last = end


def stamps_in(text: str, inner: tuple[int, int], outer: tuple[int, int]) -> Iterator[Stamp]:
    """The times in text[slice(*inner)]; their markup taken together fills `outer`."""
    items = list(_TIMES.finditer(text, *inner))
    for item in items:
        times = _GLUED.fullmatch(text, *item.span())
        times = times if times and _is_short(times) else item
        places = [Place(*times.span("first"))]
        if times["until"]:
            places.append(Place(*times.span("until"), is_end=True))
        yield Stamp(
            start=outer[0] if item is items[0] else item.start(),
            end=outer[1] if item is items[-1] else item.end(),
            text=times["first"],
            label=times["first"],
            until=times["until"] or "",
            places=tuple(places),
        )


def _is_short(glued: re.Match[str]) -> bool:
    first, until = (
        int(minutes) * 60 + int(seconds)
        for minutes, _, seconds in (glued[name].partition(":") for name in ("first", "until"))
    )
    return first < until <= first + _LONGEST_GLUED_S


def _is_other(text: str, start: int, inner: tuple[int, int], *, is_next: bool) -> bool:
    """Is this a ratio or a slice? `is_next` says that a stamp ends where this begins."""
    if _RATIO.fullmatch(text, *inner):
        return True
    is_behind_word = not is_next and _WORD.fullmatch(text[start - 1 : start])
    return bool(is_behind_word and _SLICE.fullmatch(text, *inner))


def _cited_code(text: str) -> list[re.Match[str]]:
    """The spans of inline code that cite: where there are many, or at the end of something."""
    spans = list(_CODE.finditer(text))
    if len(spans) >= _A_HABIT:
        return spans
    return [span for span in spans if _END_FOLLOWS.match(text, span.end())]
