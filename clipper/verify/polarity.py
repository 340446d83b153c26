"""Does one side deny what the other says, or say the opposite of it?

From words alone: a denial whose words the speech says without one, and the other way; a
word where the speech has its opposite beside the same words. `data/opposites.txt`, made
for this, lists the senses. What is said in wholly other words cannot be told.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from importlib.resources import files

from clipper.verify.comparison import is_swapped
from clipper.verify.words import DENIALS, Line, line, root, scopes

_SCOPE_SAID = 0.7  # of what the speech denies must be in the claim ...
_CLAIM_SAID = 0.5  # of a claim that denies what nobody does
_SENTENCE_SAID = 0.5  # ... and of the sentence that denies it
# A denial of these alone is none: `nobody has one job` of `the job has parts`.
_PARTLY = frozenset("one single all every everyone everything always both entirely exactly".split())
_BEFORE = 4  # words in which a denial turns a word's sense
_NEAR = 4  # words on each side of a word and of its opposite
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
_LONG = 5  # letters of a word that may take a prefix: not `in`/`inin`
_ALIKE = frozenset(
    map(root, "discover discount display impress improve invaluable unlike".split())
)  # these only look like prefixed words


def denied(claim: str, here: Sequence[str]) -> str:
    """What the claim denies though the speech says it, or most of the claim, without a denial."""
    ours, theirs = line(claim), [line(text) for text in here]
    shared = ours.content & {stemmed for text in theirs for stemmed in text.stems}
    is_told = bool(shared) and len(shared) >= _CLAIM_SAID * len(ours.content)
    for scope in scopes(ours):
        said = [text for text in theirs if is_told or not scope.isdisjoint(text.stems)]
        if said and not any(text.is_soft for text in said):
            return "the note denies what the speech says"
    return ""


def undenied(claim: str, here: Sequence[str]) -> str:
    """That the claim denies something, and the speech nothing; it may be in other words."""
    if scopes(line(claim)) and not any(line(text).is_denying for text in here):
        return "check the denial: the speech does not deny it in these words"
    return ""


def affirmed(claim: str, here: Sequence[str]) -> str:
    """What the speech denies though the claim says it without a denial."""
    ours = line(claim)
    if ours.is_soft:
        return ""
    for sentence in map(line, here):
        shared = len(sentence.content & ours.content)
        is_other = not _PARTLY.intersection(sentence.words) <= set(ours.words)
        if is_other or not shared or shared < _SENTENCE_SAID * len(sentence.content):
            continue
        for scope in scopes(sentence):
            if scope and len(scope & ours.content) >= _SCOPE_SAID * len(scope):
                return "the note says what the speech denies"
    return ""


def opposite(claim: str, around: Sequence[str], here: Sequence[str]) -> str:
    """The claim's word whose opposite the speech has beside the same words."""
    ours, theirs = line(claim), [line(text) for text in here]
    said = {stemmed for text in around for stemmed in line(text).stems}
    for i, word in enumerate(ours.words):
        if not said.isdisjoint(_alike(ours.stems[i])) or _is_turned(ours, i):
            continue
        beside = _beside(ours, i)
        for sentence, j in _found(theirs, _opposites(word) - set(ours.stems), beside):
            if not is_swapped(ours, i, sentence, j):
                return f"the note says '{word}', the speech '{sentence.words[j]}'"
    return ""


def _found(
    theirs: Sequence[Line], wanted: AbstractSet[str], beside: AbstractSet[str]
) -> Iterator[tuple[Line, int]]:
    """Where a word of the speech is among `wanted` and has a word of `beside` near."""
    for sentence in theirs:
        for j, stemmed in enumerate(sentence.stems if wanted else ()):
            is_meant = stemmed in wanted and not _is_turned(sentence, j)
            if is_meant and beside & _beside(sentence, j):
                yield sentence, j


def _is_turned(text: Line, i: int) -> bool:
    return not DENIALS.isdisjoint(text.words[max(0, i - _BEFORE) : i])


def _beside(text: Line, i: int) -> set[str]:
    before = text.content_between(i - _NEAR, i)
    return {*before, *text.content_between(i + 1, i + 1 + _NEAR)}


@functools.lru_cache(maxsize=65_536)
def _opposites(word: str) -> frozenset[str]:
    """Stems of what means the opposite; with a prefix more or less also when no list has it."""
    mine = root(word)
    bare = [word.removeprefix(p) for p in _PREFIXES if word.startswith(p) and mine not in _ALIKE]
    more = [prefix + word for prefix in _PREFIXES]
    turned = {root(other) for other in (*bare, *more) if min(len(word), len(other)) >= _LONG}
    senses = (opposites for _, opposites in _senses().get(mine, ()))
    return frozenset(turned.union(*senses) - {mine} - _ALIKE)


@functools.lru_cache(maxsize=65_536)
def _alike(stemmed: str) -> frozenset[str]:
    """The word with those of the same senses."""
    return frozenset({stemmed}.union(*(alike for alike, _ in _senses().get(stemmed, ()))))


@functools.cache
def _senses() -> Mapping[str, list[tuple[frozenset[str], frozenset[str]]]]:
    """For each stem: the words of a sense, and those of its opposite."""
    text = files("clipper.verify").joinpath("data/opposites.txt").read_text(encoding="utf-8")
    senses: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    for row in (row for row in text.splitlines() if not row.startswith("#")):
        one, other = (frozenset(map(root, side.split())) for side in row.split("/"))
        for mine, theirs in ((one, other), (other, one)):
            for stemmed in mine:
                senses.setdefault(stemmed, []).append((mine, theirs))
    return senses
