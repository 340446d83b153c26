"""Words in their order, with the small ones such as `not`, which a search for topics leaves out."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from clipper.verify.normalise import STOP_WORDS, stem

DENIALS = frozenset(
    """not no never nor neither none nobody nothing nowhere without hardly rarely seldom barely
    scarcely""".split()
)
# What denies without a denial: `to avoid a wave`, `rather than a wave`.
_SOFT = frozenset(
    map(
        stem,
        """avoid prevent stop fail lack refuse reject unlike instead rather contrary cease
        impossible unable struggle against except""".split(),
    )
)
_MERELY = frozenset("only just merely simply solely necessarily longer matter know".split())
_REACH = 11  # words after a denial that it may deny
_SCOPE = 4  # of these, content words
_WHOLE = frozenset("likely unlikely nearly hardly lately mostly really fairly".split())
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_CLAUSE = re.compile(r"(?:[^,;:.!?()\u2013\u2014]|[,.:](?! ))+")


@dataclass(frozen=True, slots=True)
class Line:
    """A text's words in lower case, without `'s` and the like, and their stems."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    clauses: tuple[int, ...]  # for each word where its clause ends

    @property
    def is_denying(self) -> bool:
        return not DENIALS.isdisjoint(self.words)

    @property
    def is_soft(self) -> bool:
        """Denies, or does so in other words."""
        return self.is_denying or not _SOFT.isdisjoint(self.stems)

    @property
    def content(self) -> set[str]:
        """The stems that say something about the topic."""
        return set(self.content_between(0, len(self.words)))

    def content_between(self, start: int, end: int) -> list[str]:
        start = max(0, start)
        pairs = zip(self.words[start:end], self.stems[start:end], strict=True)
        return [stemmed for word, stemmed in pairs if len(word) > 1 and word not in STOP_WORDS]


@functools.lru_cache(maxsize=65_536)
def line(text: str) -> Line:
    """The words of `text`.

    >>> line("They can't close Kesterham's gates.").words
    ('they', 'can', 'not', 'close', 'kesterham', 'gates')
    """
    flat = text.lower().replace("\u2019", "'").replace("can't", "can not")
    flat = flat.replace("cannot", "can not").replace("n't", " not")
    words: list[str] = []
    clauses: list[int] = []
    for clause in _CLAUSE.findall(flat):
        words += (word.split("'")[0] for word in _WORD.findall(clause))
        clauses += [len(words)] * (len(words) - len(clauses))
    return Line(tuple(words), tuple(map(root, words)), tuple(clauses))


def root(word: str) -> str:
    """The stem, where that is of one meaning with the word: `likely` is not `like`."""
    return word if word in _WHOLE else stem(word)


def scopes(text: Line) -> list[set[str]]:
    """The stems of what each denial of the text denies.

    >>> [sorted(scope) for scope in scopes(line("Bees never sting the keeper, nor wasps"))]
    [['keeper', 'sting'], ['wasp']]
    """
    return [
        set(text.content_between(i + 1, min(i + 1 + _REACH, text.clauses[i]))[:_SCOPE])
        for i in range(len(text.words))
        if _denies(text.words, i)
    ]


def _denies(words: Sequence[str], i: int) -> bool:
    """Not so in `not only`, `no longer`, `I don't know`, `yes/no`, `with or without`."""
    following = words[i + 1] if i + 1 < len(words) else ""
    before = words[i - 1] if i else ""
    return words[i] in DENIALS and following not in _MERELY and before not in {"or", "yes"}
