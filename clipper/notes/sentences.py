"""Where sentences end, in text without markup; a citation behind a full stop is a sure sign."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection

_STOP = re.compile(r"(?P<stop>[.!?…]+|[。！？।]+)(?:[\"'”’»)\]]+(?P<outer>[.!?]*))?")  # noqa: RUF001
_QUOTATION = re.compile(r"\"[^\"]*+\"|“[^“”]*+”|«[^«»]*+»")
_NO_WORD = re.compile(r"[^\w.]")
_INITIALS = re.compile(r"[A-Z](?:\.[A-Z])+")
_CAPITAL_BEFORE = re.compile(r"(?:^|[\s(])[A-Z][\w.'’]*\s$|(?:^|[.!?])[^\w\s]*\s?$")  # noqa: RUF001
# Of scripts without blanks, each character.
_THREE_WORDS = re.compile(
    r"(?:\W*+(?:[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]++)){3}"
)
_LOOK_BACK = 60  # characters; longer than any abbreviation and the name before it

_ABBREVIATIONS = frozenset(
    "e.g i.e etc vs dr mr mrs ms prof no nos fig figs st jr sr approx a.m p.m u.s u.k e.u "
    "inc ltd co corp vol ch pp ed eds est al cf ca dept gen gov sen rep rev hon sgt capt "
    "lt col mt ave jan feb mar apr jun jul aug sep sept oct nov dec ph.d m.d".split()
)
_ENDS_A_SENTENCE_TOO = frozenset(
    "etc jr sr a.m p.m u.s u.k e.u inc ltd co corp al ph.d m.d".split()
)


def sentence_ends(text: str, cited: Collection[int]) -> list[int]:
    """The offsets behind the last character of each sentence.

    `cited` are the offsets at which citations stand. A quotation without a citation in
    it is not divided, since what cites it cites the whole of it.

    >>> sentence_ends("It is 99.9% safe, says Dr. Who. Is it?", ())
    [31, 38]
    """
    ends = [match.end() for match in _STOP.finditer(text) if _is_end(text, match, cited)]
    ends = _outside(ends, _whole_quotations(text, cited))
    return ends if ends[-1:] == [len(text)] else [*ends, len(text)]


def says_something(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
    """Has text[start:end] three words? What is shorter says nothing by itself."""
    return _THREE_WORDS.match(text, start, end) is not None


def opening(text: str) -> str:
    """The first sentence; with those behind it as long as it has too few words to be one."""
    words = _THREE_WORDS.match(text)
    enough = words.end() if words else len(text)
    end = next(end for end in sentence_ends(text, ()) if end >= enough)
    return " ".join(text[:end].split())


def _is_end(text: str, match: re.Match[str], cited: Collection[int]) -> bool:
    end, stop = match.end(), match["stop"]
    following = text[end : end + 2]
    if not following.strip():
        return True
    if stop[0] in "。！？।":  # noqa: RUF001
        return following[0] not in "（("  # noqa: RUF001
    is_cited = end in cited
    if not (following[0].isspace() or is_cited):
        return False
    goes_on = following.strip()[0].islower() or following.strip()[0] in ",;:)]+*/="
    is_outside = bool(match["outer"])  # of brackets: `(cars, ships, etc.).`
    if stop == "." and not is_outside:
        is_sure = match.start() in cited  # no abbreviation has its full stop behind a citation
        ends = is_sure or _ends_with_full_stop(text, match.start(), is_cited=is_cited)
        return ends and (is_cited or not goes_on)
    return not goes_on and (is_outside or is_cited or stop[0] not in "….")


def _ends_with_full_stop(text: str, at: int, *, is_cited: bool) -> bool:
    """Does the full stop at `at` end more than an abbreviation or an initial?"""
    before = text[max(0, at - _LOOK_BACK) : at]
    word = _NO_WORD.split(before)[-1]
    if word.lower() in _ABBREVIATIONS:
        return is_cited and word.lower() in _ENDS_A_SENTENCE_TOO
    if _INITIALS.fullmatch(word):
        return is_cited
    if len(word) == 1 and word.isupper():
        return is_cited or not _CAPITAL_BEFORE.search(before[:-1])
    return True


def _whole_quotations(text: str, cited: Collection[int]) -> list[tuple[int, int]]:
    straight = text.count('"') % 2 == 0  # an odd one is an inch or a slip: pair none
    spans = [m.span() for m in _QUOTATION.finditer(text) if straight or m[0][0] != '"']
    inside = iter(sorted(cited))
    at = next(inside, None)
    whole = []
    for start, end in spans:
        while at is not None and at <= start:
            at = next(inside, None)
        if at is None or at >= end:
            whole.append((start, end))
    return whole


def _outside(ends: list[int], spans: list[tuple[int, int]]) -> list[int]:
    """The ends that lie in none of the spans."""
    kept: list[int] = []
    later = iter(spans)
    span = next(later, None)
    for end in ends:
        while span is not None and span[1] <= end:
            span = next(later, None)
        if span is None or end <= span[0]:
            kept.append(end)
    return kept
