"""Which moments go into a reel, and in which order: by the settings alone, nothing is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from clipper.config import Order, ReelSettings
from clipper.model import Citation, Media, Span, union
from clipper.steps.desk import Desk
from clipper.verify.numbers import numbers
from clipper.verify.words import line

_ALIKE = 90.0  # of rapidfuzz's 100
_SHORTEST_ALIKE = 3  # words: of fewer, too much is alike
_COVERED = 0.6  # of the longer claim's words: else it says more


class Why(StrEnum):
    """Why a cited moment is not in the reel, in words that follow a number."""

    NO_MATCH = "without the words"
    VERDICT = "of another verdict"
    NO_MOMENT = "without a moment in a recording"
    NO_SOUND = "of recordings without sound"
    DUPLICATE = "said already"
    TOO_LONG = "for which there is no time"


@dataclass(frozen=True, slots=True)
class Moment:
    """A cited moment that can be shown. `confidence` is 0 where nothing was judged."""

    citation: Citation
    media: Media
    span: Span
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is shown without a break: its moments in order of time, whose spans overlap."""

    media: Media
    span: Span
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The stretches in the order of the reel, and how many moments were left out and why."""

    stretches: tuple[Stretch, ...]
    left_out: tuple[tuple[Why, int], ...] = ()


def choose(
    citations: Iterable[Citation],
    desk: Desk,
    settings: ReelSettings,
    *,
    is_checked: bool,
    between_ms: int = 0,
) -> Choice:
    """The reel of these citations.

    Verdicts count where `is_checked`. `between_ms` is how much two stretches lie apart, below
    zero where they overlap.
    """
    left: Counter[Why] = Counter()
    moments: list[Moment] = []
    for citation in citations:
        found = _moment(citation, desk, settings, is_checked=is_checked)
        if isinstance(found, Why):
            left[found] += 1
        else:
            moments.append(found)
    told = moments if settings.duplicates else _different(moments)
    limit_ms = round(settings.max_duration_s * 1000)
    fitting = _fitting(told, limit_ms, between_ms) if limit_ms else told
    left[Why.DUPLICATE] += len(moments) - len(told)
    left[Why.TOO_LONG] += len(told) - len(fitting)
    stretches = sorted(_merged(fitting), key=_ORDERS[settings.order](fitting))
    return Choice(tuple(stretches), tuple((why, left[why]) for why in Why if left[why]))


def matches(citation: Citation, words: str) -> bool:
    """Whether the claim or its headings hold all the words, each at the beginning of one.

    >>> claim = Citation("n.md", 1, 1, "1:00", (), "Salt eats the gates.")
    >>> matches(claim, "gate SALT"), matches(claim, "ate")
    (True, False)
    """
    text = " ".join((citation.claim, *citation.heading)).casefold()
    # In scripts without spaces every character may begin a word.
    return all(
        re.search(rf"(?<![a-z0-9]){re.escape(word)}", text) for word in words.casefold().split()
    )


def alike(claim: str, other: str) -> bool:
    """Whether two claims say nearly the same: no other number, no denial, little more.

    >>> alike("The gates close at high tide.", "At high tide, the gates close")
    True
    >>> alike("It cost 3 million pounds in all.", "It cost 5 million pounds in all.")
    False
    """
    return _gist(claim).is_like(_gist(other))


@dataclass(frozen=True, slots=True)
class _Gist:
    """What of a claim counts when it is compared with others."""

    words: tuple[str, ...]
    numbers: frozenset[str]
    is_denying: bool

    def is_like(self, other: _Gist) -> bool:
        lengths = sorted((len(self.words), len(other.words)))
        if lengths[0] < _SHORTEST_ALIKE or lengths[0] < _COVERED * lengths[1]:
            return False
        if self.is_denying != other.is_denying or self.numbers != other.numbers:
            return False
        return fuzz.token_set_ratio(" ".join(self.words), " ".join(other.words)) >= _ALIKE


def _gist(claim: str) -> _Gist:
    found = line(claim)
    counts = frozenset(str(number) for number in numbers(claim))
    return _Gist(found.words, counts, found.is_denying)


def _moment(
    citation: Citation, desk: Desk, settings: ReelSettings, *, is_checked: bool
) -> Moment | Why:
    finding = desk.findings.get(citation)
    if not matches(citation, settings.match):
        return Why.NO_MATCH
    if is_checked and (finding is None or finding.verdict not in settings.verdicts):
        return Why.VERDICT
    span = desk.spans.get(citation)
    if span is None or desk.moment(citation) is None:
        return Why.NO_MOMENT
    media = desk.media[citation.source or ""]
    if media.audio_codec is None and settings.format != "mp4":
        return Why.NO_SOUND
    confidence = finding.confidence if finding is not None else None
    return Moment(citation, media, span, confidence or 0.0)


def _different(moments: Sequence[Moment]) -> list[Moment]:
    """Of those that say nearly the same the surest one, else the first."""
    kept: list[tuple[Moment, _Gist]] = []
    for moment in _surest_first(moments):
        gist = _gist(moment.citation.claim)
        if not any(gist.is_like(other) for _, other in kept):
            kept.append((moment, gist))
    told = {moment for moment, _ in kept}
    return [moment for moment in moments if moment in told]


def _fitting(moments: Sequence[Moment], limit_ms: int, between_ms: int) -> list[Moment]:
    """The surest ones that last no longer together."""
    kept: list[Moment] = []
    for moment in _surest_first(moments):
        if _length_ms([*kept, moment], between_ms) <= limit_ms:
            kept.append(moment)
    return [moment for moment in moments if moment in kept]


def _surest_first(moments: Iterable[Moment]) -> list[Moment]:
    return sorted(moments, key=lambda moment: -moment.confidence)


def _length_ms(moments: Sequence[Moment], between_ms: int) -> int:
    stretches = _merged(moments)
    return sum(each.span.length_ms + between_ms for each in stretches) - between_ms


def _merged(moments: Sequence[Moment]) -> list[Stretch]:
    """Nothing twice: spans of a recording that overlap are one stretch."""
    recordings = {moment.media.digest: moment.media for moment in moments}
    stretches = []
    for digest, media in recordings.items():
        of_it = [moment for moment in moments if moment.media.digest == digest]
        for span in union(moment.span for moment in of_it):
            within = (moment for moment in of_it if span.contains(moment.span))
            ordered = sorted(within, key=lambda moment: moment.span)
            stretches.append(Stretch(media, span, tuple(ordered)))
    return stretches


def _as_cited(moments: Sequence[Moment]) -> Callable[[Stretch], float]:
    return lambda stretch: min(map(moments.index, stretch.moments))


def _by_time(moments: Sequence[Moment]) -> Callable[[Stretch], tuple[int, Span]]:
    """Recording after recording, in the order in which they are first cited."""
    recordings = list(dict.fromkeys(moment.media.digest for moment in moments))
    return lambda stretch: (recordings.index(stretch.media.digest), stretch.span)


def _by_confidence(moments: Sequence[Moment]) -> Callable[[Stretch], tuple[float, float]]:
    cited = _as_cited(moments)
    return lambda s: (-max(moment.confidence for moment in s.moments), cited(s))


_ORDERS: dict[Order, Callable[[Sequence[Moment]], Callable[[Stretch], Any]]] = {
    "note": _as_cited,
    "time": _by_time,
    "confidence": _by_confidence,
}
