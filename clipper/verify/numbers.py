"""Does a text count otherwise than what is said near by?

A number of the claim counts as said when it is anywhere near in any wording (half, 0.5, 50 %;
2 years, 24 months), so that only one that is missing altogether speaks against the claim.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clipper.verify.normalise import SPELLED, STOP_WORDS, in_digits, stem

_SAME = 0.03  # from 100 on, numbers this near are roundings of each other
_YEARS = range(1800, 2100)  # of which none is another one's rounding
_BESIDE = 3  # words on each side that say what is counted
_PLACE = 4  # words on each side in which two numbers in one place ...
_IN_PLACE = 3  # ... have so many in common

_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+|[%$\u20ac\u00a3\u00b0#]")
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)")
_POINT = re.compile(r"\bpoint (?=\d)")
_JOINERS = str.maketrans(dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014", " "))
_AND_A_HALF = re.compile(r"\b(\d+|an?|one)( year| hour| mile| month| week| day)? and a half\b")
_SUFFIXES = {"k": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9}
_SUFFIX = re.compile(r"(?<=\d)(?:k|m|bn?)\b")
_SCALED = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?) (1000(?:000){0,3})\b"
)  # `300 million`, spelled out

# What a word of the speech may stand for; a note may write it in digits.
_IMPLIED = {
    word: tuple(map(float, values.split(",")))
    for word, _, values in (
        pair.partition(":")
        for pair in """zero:0 once:1 single:1 first:1 another:1 twice:2 double:2 both:2 either:2
        couple:2 pair:2 second:2 squared:2 square:2 binary:2 half:0.5,2,50 third:3 triple:3
        cubed:3 cube:3 quarter:0.25,4,25 fourth:4 fifth:5 sixth:6 seventh:7 eighth:8 ninth:9
        tenth:10 decade:10 dozen:12 sixteenth:16 percent:100 century:100 twenties:20 thirties:30
        forties:40 fifties:50 sixties:60 seventies:70 eighties:80 nineties:90""".split()
    )
}
_CURRENCIES = frozenset("$\u20ac\u00a3")
_LABELS = frozenset(
    """example step level check part chapter figure table version phase rule principle tip lesson
    stage day question type case option method number no series round #""".split()
)
_UNITS = {
    name: (kind, factor)
    for kind, factor, names in (
        ("time", 1, "second sec"),
        ("time", 60, "minute min"),
        ("time", 3_600, "hour hr"),
        ("time", 86_400, "day"),
        ("time", 604_800, "week"),
        ("time", 2_629_800, "month"),
        ("time", 31_557_600, "year"),
        ("length", 0.001, "millimeter millimetre mm"),
        ("length", 0.01, "centimeter centimetre cm"),
        ("length", 0.0254, "inch inche"),
        ("length", 0.3048, "foot feet ft"),
        ("length", 1, "meter metre m"),
        ("length", 1_000, "kilometer kilometre km"),
        ("length", 1_609.344, "mile"),
        ("share", 0.01, "percent %"),
        ("angle", 1, "degree \u00b0"),
        ("dollar", 1, "dollar $"),
        ("euro", 1, "euro \u20ac"),
        ("pound", 1, "pound \u00a3"),
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text with the unit and the words beside it."""

    value: float
    unit: str = ""
    before: tuple[str, ...] = ()  # the words, the last one first
    after: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.value:.12g}" + (f" {self.unit}" if self.unit else "")

    @property
    def is_counting(self) -> bool:
        """Not the number of a step or an example, nor one that may stand for words."""
        return not self.is_vague and not _LABELS.intersection(self.before[:1])

    @property
    def is_vague(self) -> bool:
        """A bare 0 or 1."""
        return self.value in {0, 1} and not self.unit

    def stands_like(self, other: Number) -> bool:
        """After the same word, or among the same ones."""
        before, after = self.before[:_PLACE], self.after[:_PLACE]
        shared = len(_stems(before) & _stems(other.before[:_PLACE]))
        shared += len(_stems(after) & _stems(other.after[:_PLACE]))
        is_after = bool(_content(self.before[:1]) & _content(other.before[:1]))
        return is_after or shared >= _IN_PLACE

    @property
    def beside(self) -> frozenset[str]:
        return _content((*self.before[:_BESIDE], *self.after[:_BESIDE]))

    def is_same(self, other: Number) -> bool:
        """Equal as far as one can tell: a unit that is not said may be any."""
        (kind, factor), (their_kind, their_factor) = self._measure, other._measure
        in_units = _near(self.value * factor, other.value * their_factor)
        if kind and their_kind:
            return kind == their_kind and in_units
        is_share = "share" in {kind, their_kind}
        is_about = self._in_decade(other) or other._in_decade(self)
        return _near(self.value, other.value) or (is_share and in_units) or is_about

    def sounds_like(self, other: Number) -> bool:
        """Fifteen and fifty, 115 and 150: what recognition takes for one another."""
        low, high = sorted((self.value, other.value))
        while low and low % 1000 == high % 1000 == 0:
            low, high = low / 1000, high / 1000
        teen, ten = low % 100, high % 100
        return low // 100 == high // 100 and 13 <= teen <= 19 and ten == (teen - 10) * 10

    def is_of_kind(self, other: Number) -> bool:
        """May stand in its place: not minutes for a price, nor a small number for a year."""
        kinds = {self._measure[0], other._measure[0]} - {""}
        return len(kinds) < 2 and self._is_year == other._is_year

    def _in_decade(self, decade: Number) -> bool:
        is_decade = decade._is_year and decade.after[:1] == ("s",)
        return is_decade and self.value // 10 == decade.value // 10

    @property
    def _is_year(self) -> bool:
        return not self.unit and self.value in _YEARS

    @property
    def _measure(self) -> tuple[str, float]:
        return _UNITS.get(_singular(self.unit), ("", 1.0))


def rivals(
    claim: str, near: Iterable[str], here: Iterable[str]
) -> Iterator[tuple[Number, Sequence[Number]]]:
    """Each number of the claim that is not said `near`, with those said `here` in its stead.

    The likeliest comes first: the one that stands beside the same words.
    """
    said = [number for text in near for number in (*numbers(text), *_implied(text))]
    instead = [number for text in here for number in numbers(text)]
    for number in numbers(claim):
        if number.is_counting and not any(number.is_same(other) for other in said):
            fitting = [other for other in instead if number.is_of_kind(other)]
            yield number, sorted(fitting, key=lambda other: -len(number.beside & other.beside))


def displaced(claim: str, around: Iterable[str], here: str) -> Iterator[tuple[Number, Number]]:
    """Each number of the claim that is not said `here`, with one that stands there in its place.

    It may be said `around`, of something else: small numbers are.
    """
    ours, theirs = numbers(claim), numbers(here)
    said = [*theirs, *_implied(here)]
    beside = [number for text in around for number in numbers(text)]
    for number in ours if theirs else ():
        is_said = any(map(number.is_same, said)) or _is_placed(number, beside)
        if is_said or number.is_vague:
            continue
        for other in theirs:
            in_place = number.is_of_kind(other) and number.stands_like(other)
            if in_place and not _is_placed(other, ours):
                yield number, other


def _is_placed(number: Number, others: Iterable[Number]) -> bool:
    """One of the others is the same and stands alike."""
    return any(number.is_same(other) and number.stands_like(other) for other in others)


@functools.lru_cache(maxsize=65_536)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text, in digits or in words.

    >>> [str(n) for n in numbers("One and a half million bees in nineteen ninety-six, or 20%")]
    ['1500000', '1996', '20 %']
    """
    words = _WORD.findall(_in_digits(text.lower().translate(_JOINERS)))
    return tuple(_merged(words))


def _in_digits(flat: str) -> str:
    if SPELLED.search(flat):
        flat = in_digits(flat.replace("half a ", "0.5 "))
    flat = _POINT.sub("0.", _GLUED.sub(" # ", flat))  # B2B counts nothing
    flat = _AND_A_HALF.sub(lambda m: f"{m[1] if m[1].isdigit() else 1}.5{m[2] or ''}", flat)
    flat = _SUFFIX.sub(lambda m: f" {_SUFFIXES[m[0]]}", flat)
    return _SCALED.sub(lambda m: f"{float(m[1]) * float(m[2]):f}", flat)


def _merged(words: Sequence[str]) -> Iterator[Number]:
    index = 0
    while index < len(words):
        start, index = index, index + 1
        if not words[start][0].isdecimal():
            continue
        value = _value(words[start])
        if words[index : index + 1] and _makes_year(words[start], words[index]):
            value, index = value * 100 + _value(words[index]), index + 1
        if words[index : index + 1] == ["s"] and value < 100:  # the 80s
            value += 1900
        yield Number(
            value,
            unit=_unit(words, start, index),
            before=tuple(words[max(0, start - _PLACE) : start][::-1]),
            after=tuple(words[index : index + _PLACE]),
        )


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words if word.isalpha())


def _content(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words if word.isalpha() and word not in STOP_WORDS)


def _value(digits: str) -> float:
    return float(digits.replace(",", ""))


def _makes_year(first: str, second: str) -> bool:
    """Nineteen, eighty-five."""
    return first in {"18", "19", "20"} and len(second) == 2 and "10" <= second <= "99"


def _unit(words: Sequence[str], start: int, end: int) -> str:
    following, before = "".join(words[end : end + 1]), "".join(words[max(0, start - 1) : start])
    if _singular(following) in _UNITS:
        return following
    return before if before in _CURRENCIES else ""


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _implied(text: str) -> Iterator[Number]:
    for word in _WORD.findall(text.lower()):
        for value in _IMPLIED.get(word) or _IMPLIED.get(_singular(word), ()):
            yield Number(value)


def _near(a: float, b: float) -> bool:
    """Equal, or roundings of each other, or a year and its decade (`1990s`, `the nineties`)."""
    low, high = sorted((a, b))
    if math.isclose(low, high) or (1900 <= high < 2100 and high % 100 == low):
        return True
    return low >= 100 and high - low <= _SAME * high and not (low in _YEARS and high in _YEARS)
