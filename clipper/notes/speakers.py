"""Who speaks is no part of what is said: takes the names of speakers from about their stamps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from clipper.notes.marks import MARK, numbers

_WORD = r"[^\W_a-z][\w.'’&-]{0,30}"  # noqa: RUF001 - begins with a capital, or has no case
NAME = rf"{_WORD}(?:[ ](?:(?:de|da|di|van|von|der|den|la|le|el|al|bin|of)[ ])?{_WORD}){{0,3}}"
BOLD_NAME = r"\*\*[^\s*`:\[\]()\0][^*`\[\]\0\n]{0,59}\*\*"

_STAMP = rf"[(\[]{{0,2}}(?P<mark>{MARK})[)\]]{{0,2}}"
_TURN = re.compile(
    rf"(?m:^)(?:(?P<name>{NAME}) ?{_STAMP}:"
    rf"|{BOLD_NAME}:? ?{_STAMP.replace('<mark', '<bold')}"
    r"(?::|(?=[ \t]?[–—-][ \t])|(?=[ \t]{0,9}\n[^\n\0]{0,99}\w)))"  # noqa: RUF001
)
_HEADING = re.compile(
    rf"(?m:^)(?P<hashes>#{{1,6}} )(?P<name>{NAME}|{BOLD_NAME}) ?"
    rf"{_STAMP}(?=[ \t]{{0,9}}\n\s{{0,9}}[^\s#])"
)
_BEHIND = re.compile(
    rf"(?m:^)(?P<before>[ \t>]{{0,9}}(?:[-*+] )?{_STAMP}[ ])"
    r"(?P<label>\*\*[^\s*`:\0][^*`:\0\n]{0,59}(?::\*\*|\*\*:))"
)
_FEWEST_HEADINGS = 3


def without_speakers(text: str) -> tuple[str, set[int]]:
    """A text with marks without the names of speakers, and the marks that open a turn.

    A heading that is a name counts when there are three such, in bold or of few people.
    """
    turns: set[int] = set()

    def spoken(match: re.Match[str]) -> str:
        mark = match["mark"] or match["bold"]
        turns.update(numbers(mark))
        return f"{mark} "

    def headed(match: re.Match[str]) -> str:
        turns.update(numbers(match["mark"]))
        return match["hashes"] + match["mark"]

    text = _TURN.sub(spoken, text)
    if _are_speakers([heading["name"] for heading in _HEADING.finditer(text)]):
        text = _HEADING.sub(headed, text)
    labels = Counter(match["label"] for match in _BEHIND.finditer(text))
    return _BEHIND.sub(lambda m: m["before"] if labels[m["label"]] > 1 else m[0], text), turns


def _are_speakers(names: Sequence[str]) -> bool:
    if len(names) < _FEWEST_HEADINGS:
        return False
    return all(name[0] == "*" for name in names) or len(set(names)) * 3 <= len(names) * 2
