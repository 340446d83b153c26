"""Chapters of a recording: a title for each cited moment, some distance apart."""

from __future__ import annotations

from collections.abc import Iterator

from clipper.exports.sheet import Sheet, one_line, title


def chapters(sheet: Sheet, *, apart_ms: int, most: int) -> Iterator[tuple[int, str]]:
    """When chapters begin, and their titles of so many characters.

    A moment that comes sooner than `apart_ms` after the last chapter's beginning adds to that
    one's title.
    """
    found: list[tuple[int, list[str]]] = []
    for at_ms, row in sheet.moments():
        if found and at_ms - found[-1][0] < apart_ms:
            found[-1][1].append(title(row))
        else:
            found.append((at_ms, [title(row)]))
    for at_ms, titles in found:
        yield at_ms, one_line(" / ".join(dict.fromkeys(titles)), most)
