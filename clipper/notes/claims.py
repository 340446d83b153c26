"""What each citation of a text says: the sentence, or the part of it, that it closes."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from clipper.notes.groups import Group, has_words, lift
from clipper.notes.sentences import says_something, sentence_ends

_LEAD = re.compile(r"^(?:[\s,;:，、；：]+|[–—-]+(?=\s))*")  # noqa: RUF001
_PART_LEAD = re.compile(r"^(?:[\s,;:，、；：.!?)\]]+|—+|[–-]+(?=\s)|(?:and|but|or|nor)\s)*")  # noqa: RUF001
_STOP_TWICE = re.compile(r"(?<=[.!?…][\"”’'])\.$")  # noqa: RUF001

_LONGEST_PREFIX = 1000  # characters of a sentence that such a part is given


def claims(text: str) -> Iterator[tuple[int, str]]:
    r"""Each mark's number with its claim; the claim is empty if the text has no words.

    `text` is the plain text of one block, with marks (`clipper.notes.plain`).

    >>> dict(claims("It works \x000\x00, and it is cheap \x001\x00. Next."))
    {0: 'It works', 1: 'it is cheap'}
    """
    words, groups = lift(text)
    ends = sentence_ends(words, {group.at for group in groups})
    groups, ends = _with_openings(words, groups, ends)
    for start, end, cited in _sentences(words, groups, ends):
        for group, claim in _claims_of(words, start, end, cited):
            yield from ((number, claim) for number in group.numbers)


def unmarked(text: str) -> str:
    """The text on one line without its marks."""
    return _line(lift(text)[0])


def _with_openings(
    words: str, groups: tuple[Group, ...], ends: list[int]
) -> tuple[tuple[Group, ...], list[int]]:
    """What opens a sentence takes it, and a citation that closes its line closes a sentence."""
    if groups and groups[0].opens and has_words(words[groups[-1].at :]):
        stops = set(ends)
        groups = tuple(replace(g, opens=g.opens or g.at in stops) for g in groups)
    borders = {g.at for g in groups if g.opens or _closes_line(words, g.at)}
    return groups, sorted({*ends, *borders})


def _closes_line(words: str, at: int) -> bool:
    return words[at : at + 1] == "\n" and not words[at + 1 : at + 2].islower()


def _sentences(
    words: str, groups: Sequence[Group], ends: list[int]
) -> Iterator[tuple[int, int, list[Group]]]:
    """Start and end of each sentence that is cited, with its groups.

    One that says nothing begins with those before it, if they have none.
    """
    start = before = 0
    waiting = deque(groups)
    for end in ends:
        cited: list[Group] = []
        while waiting and (waiting[0].at, waiting[0].opens) < (end, True):
            cited.append(waiting.popleft())
        if cited:
            is_whole = cited[0].opens or says_something(words, start, end)
            yield (start if is_whole else before), end, cited
            before = end
        elif says_something(words, start, end):
            before = start
        start = end
    if waiting:
        yield start, start, list(waiting)


def _claims_of(words: str, start: int, end: int, cited: list[Group]) -> Iterator[tuple[Group, str]]:
    """The whole sentence, or for each of several groups what stands between it and the last."""
    if len(cited) == 1:
        yield cited[0], _line(words[start:end])
        return
    stops = [*(group.at for group in cited[1:]), end]
    previous = start
    for group, stop in zip(cited, stops, strict=True):
        if group.opens:
            yield group, _part(words[group.at : stop])
        else:
            part = _part(words[previous : group.at])
            if not says_something(part):
                first = max(start, group.at - _LONGEST_PREFIX)
                behind = words.startswith(":", group.at)  # `Lead [1:00]: ...`
                part = _part(words[first : stop if behind else group.at])
            yield group, part
        previous = group.at


def _line(text: str) -> str:
    line = " ".join(text.split())
    return _STOP_TWICE.sub("", _LEAD.sub("", line, count=1)).rstrip(" |•·")


def _part(text: str) -> str:
    line = " ".join(text.split())
    return _PART_LEAD.sub("", line, count=1).rstrip(" ,;:，、；：–—-([")  # noqa: RUF001
