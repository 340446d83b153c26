"""Counts what the formats find in folders of notes, and what they leave: nothing may vanish.

    python benchmarks/stamps.py FOLDER... [--show REASON]

A text that looks like a time is in a citation's markup, or it is left over for a reason that
is named; "vanished" counts those of which neither is true. `--show` prints examples.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from clipper.notes import marks
from clipper.notes.leftovers import TIME_LIKE, leftovers
from clipper.notes.lint import lint
from clipper.notes.read import cited, find_notes, read_text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--show", default="", help="a format, a problem's code or a reason")
    given = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    notes = find_notes(given.folders)
    for path in notes:
        counts += _counted(path, given.show)
    print(f"{len(notes)} notes")
    for (kind, name), number in sorted(counts.items()):
        print(f"{number:8} {kind:9} {name}")
    print(f"{counts['vanished', '']:8} vanished")


def _counted(path: Path, show: str) -> Counter[tuple[str, str]]:
    text = marks.clean(path.read_text(encoding="utf-8", errors="replace"))
    pairs = cited(text, note=str(path))
    left = list(leftovers(text, [stamp for _, stamp in pairs]))
    counts = Counter(("format", citation.format) for citation, _ in pairs)
    judged = lint(read_text(text, note=str(path), claims=False))
    counts.update(("class", each.kind) for each in judged)
    counts.update(("left", leftover.why.value) for leftover in left)
    counts["vanished", ""] += _vanished(text, [(s.start, s.end) for _, s in pairs], len(left))
    lines = text.split("\n")
    for citation, stamp in pairs:
        if show in {citation.format, *citation.problems}:
            print(f"{path.name}:{citation.line}: {stamp.text} {text[stamp.start : stamp.end]!r}")
    for leftover in left:
        if show == leftover.why.value:
            at = leftover.column - 1
            around = lines[leftover.line - 1][max(0, at - 60) : at + 60]
            print(f"{path.name}:{leftover.line}: {leftover.text}  {around!r}")
    return counts


def _vanished(text: str, spans: list[tuple[int, int]], left: int) -> int:
    """How many times stand in no citation's markup, less those that are listed."""
    found = [match.span() for match in TIME_LIKE.finditer(text)]
    inside = 0
    waiting = iter(spans)
    span = next(waiting, None)
    for start, end in found:
        while span and span[1] <= start:
            span = next(waiting, None)
        inside += bool(span and span[0] < end)
    return len(found) - inside - left


if __name__ == "__main__":
    main()
