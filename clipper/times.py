"""Times as people write them, and integer milliseconds."""

from __future__ import annotations

import re
from functools import lru_cache

from clipper.model import Reading

_FIELDS = re.compile(r"\d{1,6}(?::\d{1,3}){1,3}(?:[.,]\d{1,3})?")
_UNITS = re.compile(r"(?:(?P<h>\d{1,4})h ?)?(?:(?P<m>\d{1,5})m ?)?(?:(?P<s>\d{1,6})s?)?")
_DECIMALS = re.compile(r"(?P<s>\d{1,6})\.(?P<ms>\d{1,6})s?")
# A time in the midst of what does not belong to it: `00:18:58]`, `01:26:`, `0:00:00.413Z`.
_IN_JUNK = re.compile(rf"[^\w-]{{0,9}}(?P<time>{_FIELDS.pattern})(?:[^\w-]{{1,9}}|Z)?")


@lru_cache(maxsize=4096)  # a stamp is read as target and as label, by several
def readings(stamp: str) -> tuple[Reading, ...]:
    """Every way to read a stamp, the literal one first; empty when there is none.

    Three fields may also be minutes, seconds and nothing (`03:01:00` for 3 min 1 s),
    or hold a spurious hour; of four fields the first three count. Minutes of 60 and
    more are carried (`00:72:00` is 1 h 12 min).

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
    found = _field_readings(whole.split(":"))
    return tuple(Reading(r.name, r.at_ms + extra_ms) for r in found)


def without_junk(stamp: str) -> str:
    """The time in a stamp with other characters around it; "" where there is none.

    >>> without_junk("00:18:58]")
    '00:18:58'
    """
    match = _IN_JUNK.fullmatch(stamp.strip())
    return match["time"] if match else ""


def is_out_of_range(stamp: str) -> bool:
    """Whether minutes or seconds that follow another field are 60 or more.

    The first field may be any number, `124:06` is 124 min 6 s; of four the last is ignored.
    """
    text = without_junk(stamp)
    fields = re.split(r"[.,]", text)[0].split(":")
    return any(int(field) >= 60 for field in fields[1:3])


def _unit_reading(text: str) -> tuple[Reading, ...]:
    """`95`, `95s`, `1m35s`, `1h 2m 3s`, `95.5`: seconds, or fields with units."""
    if match := _DECIMALS.fullmatch(text):
        return (
            Reading("seconds", _ms(0, 0, int(match["s"])) + int(match["ms"].ljust(3, "0")[:3])),
        )
    match = _UNITS.fullmatch(text)
    if not text or match is None:
        return ()
    h, m, s = (int(match[unit] or 0) for unit in "hms")
    name = "seconds" if match["h"] is None and match["m"] is None else "units"
    return (Reading(name, _ms(h, m, s)),)


def _field_readings(fields: list[str]) -> tuple[Reading, ...]:
    match fields:
        case [m, s]:
            return (Reading("m:s", _ms(0, int(m), int(s))),) if int(s) < 60 else ()
        case [h, m, s]:
            return _three(int(h), int(m), int(s), is_thousandths=len(s) == 3)
        case [h, m, s, _]:
            found = _three(int(h), int(m), int(s), is_thousandths=False)
            return tuple(Reading(f"{r.name}:x", r.at_ms) for r in found[:1])
        case _:
            return ()


def _three(h: int, m: int, s: int, *, is_thousandths: bool) -> tuple[Reading, ...]:
    """Literal first, then the two ways in which it is most often meant."""
    minutes = Reading("m:s", _ms(0, h, m))
    if is_thousandths:  # `05:21:999`
        return (Reading("m:s", minutes.at_ms + s),) if m < 60 else ()
    if s >= 60:  # `01:24:99`: a count of frames or hundredths in the third field
        return (minutes,) if m < 60 else ()
    literal = Reading("h:m:s", _ms(h, m, s))
    no_hour = [Reading("0:b:c", _ms(0, m, s))] if h > 0 and m < 60 else []
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


def written_like(at_ms: int, like: str) -> str:
    """The time in the spelling of another one; `clock` where there is no spelling.

    Whole seconds, but for fields that have a fraction, which subtitles cannot do without.

    >>> [written_like(181_000, like) for like in ("95", "1m35s", "2:45", "1:02:03", "HH:MM:SS")]
    ['181', '3m1s', '3:01', '0:03:01', '00:03:01']
    """
    text = like.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?s?", text):
        return f"{at_ms // 1000}{'s' * text.endswith('s')}"
    if _UNITS.fullmatch(text) and text:
        return _with_units(at_ms // 1000, text)
    first, *others = (without_junk(text) or "00:00:00").split(":")
    hours, minutes, seconds = clock(at_ms).split(":")
    if fraction := re.search(r"[.,]\d+$", others[-1]):
        seconds += f"{fraction[0][0]}{at_ms % 1000:03d}"[: len(fraction[0])]
    if len(others) > 1:
        return f"{int(hours):0{min(len(first), 2)}d}:{minutes}:{seconds}"
    if int(hours) and int(first) < 60:
        return f"{int(hours)}:{minutes}:{seconds}"
    return f"{int(hours) * 60 + int(minutes):0{min(len(first), 2)}d}:{seconds}"


def _with_units(seconds: int, like: str) -> str:
    """`00h03m01s` for 181 like `00h22m59s`: the same units, and those that it takes besides."""
    width = 2 if re.search(r"(?<!\d)0\d", like) else 1
    has_hours = "h" in like or (seconds >= 3600 and "m" not in like)
    hours, rest = divmod(seconds, 3600) if has_hours else (0, seconds)
    fields = [f"{hours:0{width}d}h"] * has_hours + [f"{rest // 60:0{width}d}m"]
    return (" " if " " in like else "").join([*fields, f"{rest % 60:0{width}d}s"])


def offset(ms: int) -> str:
    """A signed difference in words that fit a table.

    >>> offset(-62_000), offset(9_400)
    ('-1 min 2 s', '+9 s')
    """
    seconds = round(abs(ms) / 1000)
    sign = "-" if ms < 0 else "+"
    minutes, rest = divmod(seconds, 60)
    return f"{sign}{minutes} min {rest} s" if minutes else f"{sign}{rest} s"
