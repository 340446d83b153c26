"""What can be wrong with a stamp: codes that are stable, and what a stamp says by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from clipper.notes.readings import in_spite_of_junk
from clipper.notes.stamp import Stamp
from clipper.times import is_out_of_range, without_junk


class Code(StrEnum):
    """Codes in `Citation.problems`, in configuration, and in `<!-- clipper: ignore T003 -->`."""

    UNREADABLE = "T001"
    PLACEHOLDER = "T002"
    OUT_OF_RANGE = "T003"
    LABEL_DIFFERS = "T004"
    SHIFTED = "T005"
    SHIFTED_NOTE = "T006"
    PAST_END = "T007"
    LOST_DIGIT = "T008"
    EXTRA_HOUR = "T009"
    NO_SOURCE = "T010"
    TWO_SOURCES = "T011"
    REPEATED = "T012"
    JUNK = "T013"


# What is not wrong for every reader, or not surely.
WARNINGS = frozenset(
    {Code.LABEL_DIFFERS, Code.LOST_DIGIT, Code.NO_SOURCE, Code.TWO_SOURCES, Code.REPEATED}
)

MEANINGS: dict[Code, str] = {
    Code.UNREADABLE: "the stamp cannot be read as a time",
    Code.PLACEHOLDER: "a placeholder stands where the time should",
    Code.OUT_OF_RANGE: "the stamp has 60 or more minutes or seconds",
    Code.LABEL_DIFFERS: "the stamp shown and the stamp linked to are different times",
    Code.SHIFTED: "minutes and seconds stand where hours and minutes should",
    Code.SHIFTED_NOTE: "most times of the note have minutes and seconds for hours and minutes",
    Code.PAST_END: "the stamp lies past the end of the recording",
    Code.LOST_DIGIT: "a digit of the minutes seems to be lost",
    Code.EXTRA_HOUR: "the stamp has an hour too many",
    Code.NO_SOURCE: "nothing names the recording that the stamp belongs to",
    Code.TWO_SOURCES: "the link names another recording than the note",
    Code.REPEATED: "the same stamp stands several times in a row",
    Code.JUNK: "other characters stand in the time",
}

# In the words of one stamp; `Code.SHIFTED_NOTE` is told with the note's figures instead.
MESSAGES: dict[Code, str] = {
    Code.UNREADABLE: "'{stamp}' is no time",
    Code.PLACEHOLDER: "'{stamp}' is a placeholder",
    Code.OUT_OF_RANGE: "'{stamp}' has 60 or more minutes or seconds",
    Code.LABEL_DIFFERS: "the reader sees '{label}', the link leads to '{stamp}'",
    Code.SHIFTED: "'{stamp}' has minutes and seconds in the place of hours and minutes",
    Code.PAST_END: "'{stamp}' is past the end: the recording is {end} long",
    Code.LOST_DIGIT: "'{stamp}' is {at}, unless its minutes have lost a digit",
    Code.EXTRA_HOUR: "'{stamp}' has an hour too many: the recording is {end} long",
    Code.NO_SOURCE: "nothing names the recording that this stamp belongs to",
    Code.TWO_SOURCES: "the link is to '{source}', the note is about another recording",
    Code.REPEATED: "'{stamp}' stands here {copies} times in a row",
    Code.JUNK: "'{stamp}' holds more than a time",
}

# The class of a stamp is its first problem of these, else `sound`.
CLASSES: dict[Code, str] = {
    Code.UNREADABLE: "unreadable",
    Code.PLACEHOLDER: "placeholder",
    Code.PAST_END: "past-end",
    Code.LOST_DIGIT: "lost-digit",
    Code.EXTRA_HOUR: "extra-hour",
    Code.SHIFTED: "shifted",
    Code.OUT_OF_RANGE: "out-of-range",
    Code.JUNK: "junk",
    Code.LABEL_DIFFERS: "label-differs",
    Code.REPEATED: "repeated",
    Code.TWO_SOURCES: "two-sources",
    Code.NO_SOURCE: "no-source",
}
SOUND = "sound"

_SOUND = re.compile(r"\d\d:[0-5]\d:[0-5]\d", re.ASCII)
_PLACEHOLDER = re.compile(
    r"n/?a|tbd|todo|time(?:stamp)?|(?=.*[a-z?_-])(?:hh?|mm?|ss?|x{1,2}|\?{1,2}|-{1,2}|_{1,2}|\d{1,2})"
    r"(?::(?:mm?|ss?|x{1,2}|\?{1,2}|-{1,2}|_{1,2}|\d{1,2})){1,2}",
    re.IGNORECASE,
)


def problems(stamp: Stamp, source: str | None, *, whole: str | None = None) -> tuple[str, ...]:
    """The codes of all that a stamp shows by itself; `whole` is the source of the whole note."""
    found = {
        **_of_time(stamp),
        Code.NO_SOURCE: source is None,
        Code.TWO_SOURCES: whole is not None and stamp.source not in (None, whole),
    }
    return tuple(sorted(code.value for code, is_so in found.items() if is_so))


def _of_time(stamp: Stamp) -> dict[Code, bool]:
    if _SOUND.fullmatch(stamp.text) and stamp.label in ("", stamp.text):  # nine of ten stamps
        return {}
    times, shown = in_spite_of_junk(stamp.text), in_spite_of_junk(stamp.label)
    is_placeholder = not times and _PLACEHOLDER.fullmatch(stamp.text.strip()) is not None
    return {
        Code.UNREADABLE: not times and not is_placeholder,
        Code.PLACEHOLDER: is_placeholder,
        Code.OUT_OF_RANGE: is_out_of_range(stamp.text),
        Code.LABEL_DIFFERS: bool(times and shown and times[0].at_ms != shown[0].at_ms),
        Code.JUNK: without_junk(stamp.text) not in ("", stamp.text.strip()),
    }


def without_source_problems(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that are left when the user says which recording is meant."""
    return tuple(code for code in codes if code not in (Code.NO_SOURCE, Code.TWO_SOURCES))


def class_of(codes: tuple[str, ...]) -> str:
    """The class of a stamp with these problems."""
    return next((name for code, name in CLASSES.items() if code in codes), SOUND)
