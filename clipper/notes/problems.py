"""What can be wrong with a citation as written; the codes are stable, reports name them."""

from __future__ import annotations

import re
from enum import StrEnum

from clipper.notes.stamp import Stamp
from clipper.times import readings


class Problem(StrEnum):
    """Codes in `Citation.problems`."""

    UNREADABLE = "T001"
    OUT_OF_RANGE = "T003"
    LABEL_DIFFERS = "T004"
    NO_SOURCE = "T010"


MEANINGS: dict[Problem, str] = {
    Problem.UNREADABLE: "the stamp cannot be read as a time",
    Problem.OUT_OF_RANGE: "the stamp has 60 or more minutes or seconds",
    Problem.LABEL_DIFFERS: "the stamp shown and the stamp linked to are different times",
    Problem.NO_SOURCE: "nothing names the recording that the stamp belongs to",
}

# The first field may be any number: `124:06` is 124 min 6 s. So may the fourth.
_FIELDS = re.compile(
    r"\d{1,6}:(?P<second>\d{1,3})(?::(?P<third>\d{1,3}))?(?::\d{1,3})?(?:[.,]\d*)?"
)


def problems(stamp: Stamp, source: str | None) -> tuple[str, ...]:
    """The codes of all that is wrong with a stamp, in their order."""
    times = readings(stamp.text)
    shown = readings(stamp.label)
    found = {
        Problem.UNREADABLE: not times,
        Problem.OUT_OF_RANGE: _is_out_of_range(stamp.text),
        Problem.LABEL_DIFFERS: bool(times and shown and times[0].at_ms != shown[0].at_ms),
        Problem.NO_SOURCE: source is None,
    }
    return tuple(code.value for code, is_so in found.items() if is_so)


def _is_out_of_range(stamp: str) -> bool:
    fields = _FIELDS.fullmatch(stamp.strip())
    return fields is not None and any(int(field or 0) >= 60 for field in fields.group(1, 2))
