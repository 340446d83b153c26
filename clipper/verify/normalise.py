"""Words as they are compared: lower case, stemmed, numbers as values."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import snowballstemmer
from text_to_num import alpha2digit

# Function words, and what fills speech: they say nothing about the topic.
STOP_WORDS = frozenset(
    """a an the of to in on for and or but is are was were be been being am it its this that
    these those with as by at from into than then so if can could may might will would should
    shall must has have had having do does did doing his her hers they them he she we you i me
    my mine our ours your yours us him who whom whose which what when where how why also about
    such there here some other any each through over under between because while during again
    further once just very really like um uh ah oh yeah yes okay ok right know mean well going
    gonna kind sort thing things get got let one not no nor don doesn didn isn aren wasn weren
    won wouldn couldn shouldn can't cannot t s re ve ll d m ing lot bit actually basically
    maybe said say says saying""".split()
)

_WORD = re.compile(r"\$?\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th|[a-z%]+)?|[^\W\d_]+(?:'[^\W\d_]+)?")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)([a-z%]*)")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "hundred": 1e2}
_SCALE_VALUES = {f"#{value:.12g}": value for value in _SCALES.values() if value >= 1e3}
_SUFFIXES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9}
_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_UNITS = {"%": "percent", "x": "time"}
SPELLED = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion)\b"
)
_JOINERS = str.maketrans({"\u2019": "'", "-": " ", "\u2010": " ", "\u2013": " ", "\u2014": " "})


@functools.lru_cache(maxsize=65_536)
def tokens(text: str) -> tuple[str, ...]:
    """The content words of English text, stemmed; numbers as `#value`.

    >>> tokens("It's about three hundred million people, 99.9% of them")
    ('#300000000', 'peopl', '#99.9', 'percent')
    >>> tokens("a 100x increase in nineteen ninety-six to 3 million")
    ('#100', 'time', 'increas', '#1996', '#3000000')
    """
    flat = text.lower().translate(_JOINERS)
    return tuple(_merged(list(_raw(in_digits(flat)))))


def in_digits(flat: str) -> str:
    """Text in lower case with the numbers that are spelled out in digits.

    >>> in_digits("three hundred bees")
    '300 bees'
    """
    return str(alpha2digit(flat, "en", threshold=1)) if SPELLED.search(flat) else flat


def is_number(token: str) -> bool:
    return token.startswith("#")


def _raw(flat: str) -> Iterator[str]:
    for match in _WORD.finditer(flat):
        word = match.group()
        if word[0] == "$" or word[0].isdigit():
            yield from _number(word)
            continue
        word = word.removesuffix("'s").split("'")[0] if "'" in word else word
        if word in _SCALES:
            yield word
        elif word not in STOP_WORDS and len(word) > 1:
            yield stem(word)


@functools.lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


_STEMMER = snowballstemmer.stemmer("english")


def _number(word: str) -> Iterator[str]:
    match = _NUMBER.fullmatch(word.removeprefix("$"))
    if match is None:
        return
    digits, suffix = match.groups()
    if suffix in _ORDINALS:
        yield digits + suffix
        return
    yield _value(float(digits.replace(",", "")) * _SUFFIXES.get(suffix, 1))
    if word[0] == "$":
        yield "dollar"
    if suffix and suffix not in _SUFFIXES:
        yield _UNITS.get(suffix, stem(suffix))


def _value(number: float) -> str:
    return f"#{number:.12g}"


def _merged(raw: list[str]) -> Iterator[str]:
    """`#300`, `million` as one number; `#19`, `#96` as a year."""
    index = 0
    while index < len(raw):
        token = raw[index]
        index += 1
        if not is_number(token):
            yield stem(token) if token in _SCALES else token
            continue
        while index < len(raw) and (scale := _scale(raw[index])):
            token = _value(float(token[1:]) * scale)
            index += 1
        if index < len(raw) and _is_year(token, raw[index]):
            token += raw[index][1:]
            index += 1
        yield token


def _scale(token: str) -> float:
    """1e6 for `million`, also when it was spelled out into `#1000000`; else 0."""
    return _SCALES.get(token) or _SCALE_VALUES.get(token, 0)


def _is_year(first: str, second: str) -> bool:
    return first in {"#18", "#19", "#20"} and bool(re.fullmatch(r"#[1-9]\d", second))
