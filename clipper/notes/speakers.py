"""Who speaks is no part of what is said: takes the names of speakers from about their stamps."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from clipper.notes.marks import MARK, numbers

_WORD = r"[^\W_a-z][\w.'’&-]{0,30}"  # noqa: RUF001 - begins with a capital, or has no case
NAME = rf"{_WORD}(?:[ ](?:(?:de|da|di|van|von|der|den|la|le|el|al|bin|of)[ ])?{_WORD}){{0,3}}"
BOLD_NAME = r"\*\*[^\s*`:\[\]()\0][^*`\[\]\0\n]{0,59}\*\*"

_STAMP = rf"[(\[]{{0,2}}{MARK}[)\]]{{0,2}}"
_TEXT_BELOW = r"(?=[ \t]{0,9}\n[^\n\0]{0,99}\w)"
# A turn is sure by its colon, by bold letters, or by a format that says so.
_TURN = re.compile(
    rf"(?m:^)(?:{NAME} ?(?P<stamp>{_STAMP}):"
    rf"|{BOLD_NAME}:? ?(?P<bold>{_STAMP})(?::|(?=[ \t]?[–—-][ \t])|{_TEXT_BELOW})"  # noqa: RUF001
    rf"|{NAME} ?(?P<known>{_STAMP}){_TEXT_BELOW})"
)
_HEADING = re.compile(
    rf"(?m:^)(?P<hashes>#{{1,6}} )(?P<name>{NAME}|{BOLD_NAME}) ?"
    rf"(?P<stamp>{_STAMP})(?=[ \t]{{0,9}}\n\s{{0,9}}[^\s#])"
)
_LABEL = rf"(?:{NAME}:|\*\*{NAME}(?::\*\*|\*\*:))"
_OPENING = re.compile(
    r"(?m:^)(?P<lead>[ \t>]{0,9}(?:[-*+] )?)(?:"
    rf"(?P<name>{NAME}|{BOLD_NAME}) ?(?P<named>{_STAMP}):|(?P<before>{_LABEL}) ?(?P<after>{_STAMP})"
    rf"|(?P<stamp>{_STAMP})(?: ?(?P<behind>{_LABEL}))?)(?=\s)"
)
_FEWEST_HEADINGS = 3


def without_speakers(text: str, leading: Collection[int]) -> tuple[str, set[int]]:
    """A text with marks without the names of speakers, and the marks that open a turn.

    A heading that is a name counts when there are three such, in bold or of few people; a
    label in a list or behind a stamp, when most lines have one and some come again.
    """
    turns: set[int] = set()

    def spoken(turn: re.Match[str]) -> str:
        stamp = turn["stamp"] or turn["bold"] or turn["known"]
        if turn["known"] and not set(numbers(stamp)) <= set(leading):
            return turn[0]
        turns.update(numbers(stamp))
        return f"{stamp} "

    def headed(heading: re.Match[str]) -> str:
        turns.update(numbers(heading["stamp"]))
        return heading["hashes"] + heading["stamp"]

    text = _TURN.sub(spoken, text)
    if _are_speakers([heading["name"] for heading in _HEADING.finditer(text)]):
        text = _HEADING.sub(headed, text)
    if _are_labels([_label(opening) for opening in _OPENING.finditer(text)]):
        text = _OPENING.sub(_unlabelled, text)
    return text, turns


def _are_speakers(names: Sequence[str]) -> bool:
    if len(names) < _FEWEST_HEADINGS:
        return False
    return all(name[0] == "*" for name in names) or len(set(names)) * 3 <= len(names) * 2


def _are_labels(labels: Sequence[str]) -> bool:
    named = [label for label in labels if label]
    return len(set(named)) < len(named) and len(named) * 3 >= len(labels) * 2


def _label(opening: re.Match[str]) -> str:
    return opening["name"] or opening["before"] or opening["behind"] or ""


def _unlabelled(opening: re.Match[str]) -> str:
    stamp = opening["named"] or opening["after"] or opening["stamp"]
    return opening["lead"] + stamp
