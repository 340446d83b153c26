"""Do both sides compare the same two things, but the other way round?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clipper.verify.words import Line, line

_AWAY = 9  # words before and after a comparative in which the two things stand
_MEASURE = 3  # words of `more easily`, `far easier`
_COMPARING = frozenset("more less fewer better worse".split())
_NO_MEASURE = frozenset("rather other never either whether".split())


def swapped(claim: str, here: Sequence[str]) -> str:
    """That the claim has `easier than` between the same things in the other order; else empty."""
    ours = line(claim)
    for start, end in _measures(ours):
        measure = ours.stems[start:end]
        for theirs in map(line, here):
            for j in range(len(theirs.stems)):
                same = theirs.stems[j : j + len(measure)] == measure
                if same and is_swapped(ours, start, theirs, j):
                    return f"the note says '{' '.join(ours.words[start:end])}' of the other one"
    return ""


def is_swapped(ours: Line, i: int, theirs: Line, j: int) -> bool:
    """What is compared by the words at `i` and `j` stands on other sides of them."""
    if "than" not in ours.words[i : i + _MEASURE + 1]:
        return False
    (first, second), (their_first, their_second) = _sides(ours, i), _sides(theirs, j)
    straight = len(first & their_first) + len(second & their_second)
    return len(first & their_second) + len(second & their_first) > straight


def _measures(text: Line) -> Iterator[tuple[int, int]]:
    """Where `easier`, `more easily` and the like stand before a `than`."""
    for end in (i for i, word in enumerate(text.words) if word == "than"):
        for start in range(max(0, end - _MEASURE), end):
            word = text.words[start]
            is_single = start == end - 1 and word.endswith("er") and word not in _NO_MEASURE
            if is_single or word in _COMPARING:
                yield start, end
                break


def _sides(text: Line, i: int) -> tuple[set[str], set[str]]:
    following = text.words[i : i + _MEASURE + 1]
    than = i + following.index("than") if "than" in following else len(text.words)
    before = set(text.content_between(i - _AWAY, i))
    return before, set(text.content_between(than, than + 1 + _AWAY))
