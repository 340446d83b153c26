"""Times as people write them, and integer milliseconds."""

from __future__ import annotations

import re

from clipper.model import Reading

_FIELDS = re.compile(r"\d{1,6}(?::\d{1,3}){1,3}(?:[.,]\d{1,3})?")
_UNITS = re.compile(r"(?:(?P<h>\d{1,4})h)?(?:(?P<m>\d{1,5})m)?(?:(?P<s>\d{1,6})s?)?")


def readings(stamp: str) -> tuple[Reading, ...]:
    """Every way to read a stamp, the literal one first; empty when there is none.

    Three fields may also be minutes, seconds and nothing (`03:01:00` for 3 min 1 s),
    or hold a spurious hour; of four fields the first three count.

    >>> [(r.name, r.at_ms) for r in readings("03:01:00")]
    [('h:m:s', 10860000), ('m:s', 181000), ('0:b:c', 60000)]
    >>> readings("1:24:99")[0]
    Reading(name='m:s', at_ms=84000)
    >>> readings("later")
    ()
    """
    text = stamp.strip()
    if not text.isascii():
        return ()
    if not _FIELDS.fullmatch(text):
        return _unit_reading(text)
    whole, _, fraction = text.replace(",", ".").partition(".")
    extra_ms = int(fraction.ljust(3, "0")) if fraction else 0
    fields = [int(field) for field in whole.split(":")]
    return tuple(Reading(r.name, r.at_ms + extra_ms) for r in _field_readings(fields))


def _unit_reading(text: str) -> tuple[Reading, ...]:
    """`95`, `95s`, `1m35s`, `1h2m3s`: seconds, or fields with units."""
    match = _UNITS.fullmatch(text)
    if not text or match is None:
        return ()
    h, m, s = (int(match[unit] or 0) for unit in "hms")
    name = "seconds" if match["h"] is None and match["m"] is None else "units"
    return (Reading(name, _ms(h, m, s)),)


def _field_readings(fields: list[int]) -> tuple[Reading, ...]:
    match fields:
        case [m, s]:
            return (Reading("m:s", _ms(0, m, s)),) if s < 60 else ()
        case [h, m, s]:
            return _three(h, m, s)
        case [h, m, s, _]:
            return tuple(Reading(f"{r.name}:x", r.at_ms) for r in _three(h, m, s)[:1])
        case _:
            return ()


def _three(h: int, m: int, s: int) -> tuple[Reading, ...]:
    """Literal first, then the two ways in which it is most often meant."""
    minutes = Reading("m:s", _ms(0, h, m))
    if m >= 60:
        return ()
    if s >= 60:  # `01:24:99`: a count of frames or hundredths in the third field
        return (minutes,)
    literal = Reading("h:m:s", _ms(h, m, s))
    no_hour = [Reading("0:b:c", _ms(0, m, s))] if h > 0 else []
    return (literal, minutes, *no_hour)


def _ms(hours: int, minutes: int, seconds: int) -> int:
    return ((hours * 60 + minutes) * 60 + seconds) * 1000


def clock(at_ms: int) -> str:
    """The time as a player shows it, whole seconds, rounded down.

    >>> clock(754_900)
    '00:12:34'
    """
    seconds = at_ms // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def offset(ms: int) -> str:
    """A signed difference in words that fit a table.

    >>> offset(-62_000), offset(9_400)
    ('-1 min 2 s', '+9 s')
    """
    seconds = round(abs(ms) / 1000)
    sign = "-" if ms < 0 else "+"
    minutes, rest = divmod(seconds, 60)
    return f"{sign}{minutes} min {rest} s" if minutes else f"{sign}{rest} s"
