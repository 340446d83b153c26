"""Unified diffs of notes whose stamps were changed, for `git apply` and `patch -p1`."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator, Sequence

_CONTEXT = 3
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # other characters that break lines are text to a diff
_ODD = re.compile(r"[\x00-\x1f\"\\\x7f\udc80-\udcff]")


def diff(before: str, after: str, *, name: str) -> str:
    """What changed in a text whose lines stay as many as they were; empty when nothing did.

    Lines are compared one by one, as difflib is quadratic in notes that repeat a line.
    """
    old, new = _LINE.findall(before), _LINE.findall(after)
    changed = [at for at, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
    if not changed:
        return ""
    hunks = [line for ends in _stretches(changed) for line in _hunk(old, new, *ends)]
    return "".join([f"--- {_shown('a', name)}\n", f"+++ {_shown('b', name)}\n", *hunks])


def _stretches(changed: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last changed line of each hunk."""
    first = last = changed[0]
    for number in changed[1:]:
        if number - last > 2 * _CONTEXT:
            yield first, last
            first = number
        last = number
    yield first, last


def _hunk(old: Sequence[str], new: Sequence[str], first: int, last: int) -> Iterator[str]:
    start, end = max(0, first - _CONTEXT), min(len(old), last + 1 + _CONTEXT)
    yield f"@@ -{start + 1},{end - start} +{start + 1},{end - start} @@\n"
    for is_same, run in itertools.groupby(range(start, end), lambda at: old[at] == new[at]):
        numbers = list(run)
        yield from (_line(" " if is_same else "-", old[at]) for at in numbers)
        if not is_same:
            yield from (_line("+", new[at]) for at in numbers)


def _line(sign: str, line: str) -> str:
    end = "" if line.endswith("\n") else "\n\\ No newline at end of file\n"
    return f"{sign}{line}{end}"


def _shown(side: str, name: str) -> str:
    """The name as git writes it: quoted when it is odd, closed by a tab when it has blanks."""
    path = f"{side}/{name.lstrip('/')}"
    if _ODD.search(path):
        raw = os.fsencode(path)
        return '"' + "".join(chr(b) if _is_plain(b) else f"\\{b:03o}" for b in raw) + '"'
    return f"{path}\t" if " " in path else path


def _is_plain(byte: int) -> bool:
    return 0x20 <= byte < 0x7F and chr(byte) not in '"\\'
