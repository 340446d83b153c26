"""A claim in the words of one recording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from clipper.verify.normalise import is_number, stem, tokens
from clipper.verify.recording import Recording, Vectors

_ALIKE = 80  # percent of letters, for names that were misheard
_LIKENESS_WEIGHT = 0.8
_NOTE_WEIGHT, _NAME_WEIGHT = 0.2, 0.3
_LEAST_PART = 3  # letters of half a compound

# Words with which notes report what speakers just say.
_NOTE_WORDS = frozenset(
    stem(word)
    for word in """emphasize emphasise highlight explain describe discuss note suggest argue
    mention share state advise recommend believe crucial essential significant significantly
    importance important key ensure leverage showcase underscore illustrate demonstrate involve
    include including enable facilitate enhance provide allow represent essentially particularly
    specifically effectively various multiple often despite rather instead within individuals
    approach concept process aspect focus core offer serve result lead require indicate reveal
    reflect primary primarily crucially ultimately overall introduce define refer referred known
    called considered""".split()
)
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w'\u2019]+")


@dataclass(frozen=True)
class Claim:
    """A claim in the words of one recording: misheard names are mapped to what was heard."""

    text: str
    tokens: tuple[str, ...]
    weights: Mapping[str, float]
    recording: Recording

    @cached_property
    def meaning(self) -> Vectors | None:
        """The vector of the claim where the recording's sentences have theirs."""
        model = self.recording.meaning_of
        return None if model is None or self.recording.meanings is None else model([self.text])[0]

    @cached_property
    def total(self) -> float:
        return sum(self.weights.values()) or 1.0

    @cached_property
    def told(self) -> Mapping[str, float]:
        """The weights with the note's own words and names weighing less."""
        names = {token for name in _NAME.findall(self.text) for token in tokens(name)}
        return {
            token: weight
            * (_NOTE_WEIGHT if token in _NOTE_WORDS else 1)
            * (_NAME_WEIGHT if token in names else 1)
            for token, weight in self.weights.items()
        }

    def recall(self, words: Iterable[str]) -> float:
        """The share of the claim's weight that is said in `words`."""
        said = set(words)
        return sum(w for token, w in self.weights.items() if token in said) / self.total


def claim_in(text: str, recording: Recording) -> Claim:
    """The claim, ready to be compared with this recording."""
    known = recording.words.idf
    mapped: list[str] = []
    weights: dict[str, float] = {}
    for token in tokens(text):
        for part in (token,) if token in known else _parts(token, known):
            alike = part if part in known else _alike(part, known)
            factor = 1 if alike == part else _LIKENESS_WEIGHT
            weights[alike] = recording.words.weight(alike) * factor
            mapped.append(alike)
    return Claim(text, tuple(mapped), weights, recording)


def _parts(token: str, known: Mapping[str, float]) -> tuple[str, ...]:
    """A compound that the recording writes as two words."""
    for at in range(_LEAST_PART, len(token) - _LEAST_PART + 1):
        last = token[at:]
        for rest in (last, last + last[-1:]):  # the stem of `bell` is `bell`, of `fogbell` `fogbel`
            if token[:at] in known and rest in known:
                return token[:at], rest
    return (token,)


def _alike(token: str, known: Mapping[str, float]) -> str:
    """The recording's word that looks like this one, else the word itself."""
    if len(token) < 5 or is_number(token):
        return token
    found = process.extractOne(token, known.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return str(found[0]) if found else token
