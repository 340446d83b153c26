"""Where a clip begins and ends: in pauses, around whole sentences, near the asked window.

Pure: from what is known of the words and of the pauses in the sound. A pause in the sound says
best where no word is cut; the words say which of them ends a sentence, and what must be held.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clipper.config import ClipSettings
from clipper.model import Finding, Segment, Span, Transcript, Verdict
from clipper.verify.recording import Sentence, index

REACH_MS = 12_000  # how far out an edge moves for a better pause, rather than cut a thought
INWARD_MS = 4_000  # and how far in: what is cited mostly follows
_OFF_MS = 300  # how far the time of a word may be off
_FULL_STOP = re.compile(r"[.?!…。？！][\"')”’]*$")  # noqa: RUF001 - what was heard last has none
_OVERLAP_MS = 100  # how far a pause may reach into a word that is held, for the same reason

# What a place for an edge costs, in seconds that the edge would rather move. Steep, so that an
# edge goes as far as it can to where a thought or a turn ends; `benchmarks/edges.py` measures it.
_WORST = 80.0  # a pause of no length in the middle of a sentence
_FADES_S = 0.6  # of pause, in which that falls to a third
_SENTENCE_S = 0.2  # of pause, which the end of a sentence is worth
_WITHOUT_PAUSE = 100.0  # between two words of running speech
_AS_ASKED = 160.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a recording around one citation.

    `held` is what must be whole: the sentence that bears the claim. `pauses` are silent
    stretches as far as the sound was looked at.
    """

    at_ms: int
    duration_ms: int
    segments: tuple[Segment, ...] = ()
    held: Span | None = None
    pauses: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an edge may lie: between the word that ends at `start_ms` and the next one."""

    span: Span
    cost: float


def moved(asked: Span, facts: Facts, settings: ClipSettings) -> Span:
    """The span to cut: the asked one where `settings.edges` say so, else with better edges.

    It holds the cited moment, and the held sentence where the longest clip has room for it.
    Moving makes no clip shorter than the shortest or longer than the longest, but where the
    asked window or the recording is so itself.
    """
    if settings.edges == "asked":
        return asked
    wanted = _grown(asked, round(settings.shortest_s * 1000), facts.duration_ms)
    whole = Span(0, facts.duration_ms)  # a transcript may be of a longer recording
    places = [place for place in _places(facts) if whole.contains(place.span)]
    is_there = facts.held is not None and whole.contains(facts.held)
    for held in (facts.held if is_there else None, None):
        if (best := _best(wanted, held, places, facts, settings)) is not None:
            return best
    return wanted


def around(asked: Span, held: Span | None) -> Span:
    """The asked window, stretched to hold what must be whole."""
    if held is None:
        return asked
    return Span(min(asked.start_ms, held.start_ms), max(asked.end_ms, held.end_ms))


def sentence_of(
    finding: Finding | None, at_ms: int, segments: Iterable[Segment], tolerance: Span
) -> Span | None:
    """What is said of the claim: its evidence if that begins within `tolerance`, else at `at_ms`.

    None where no word is known. Times of words that are none, as in subtitles, are left out:
    such a sentence reaches to the edges of its subtitle.
    """
    known = tuple(segments)
    sentences = index(Transcript((), known)).sentences
    said = list(_evidence(finding, sentences, tolerance)) or list(_at(sentences, at_ms))
    if not said:
        return None
    within = Span(said[0].span.start_ms, max(said[-1].span.end_ms, said[0].span.start_ms + 1))
    touched = [unit for unit in _units(known) if unit.overlaps(within)] or [within]
    return Span(min(u.start_ms for u in touched), max(u.end_ms for u in touched))


def _evidence(
    finding: Finding | None, sentences: Sequence[Sentence], tolerance: Span
) -> Iterator[Sentence]:
    if finding is None or finding.verdict not in (Verdict.SUPPORTED, Verdict.CONTRADICTED):
        return
    if finding.found_ms is None or not tolerance.holds(finding.found_ms):
        return
    follow = (s for s in sentences if s.span.end_ms > (finding.found_ms or 0))
    yield from itertools.takewhile(lambda sentence: sentence.text in finding.heard, follow)


def _at(sentences: Sequence[Sentence], at_ms: int) -> Iterator[Sentence]:
    """The sentence at a moment; a stamp that is rounded down may lie before it."""
    for sentence in sentences:
        if sentence.span.end_ms > at_ms:
            if sentence.span.start_ms <= at_ms + REACH_MS:
                yield sentence
            return


def _units(segments: Iterable[Segment]) -> Iterator[Span]:
    """What is said without a break as far as the times tell: words, or a whole subtitle.

    Words that follow each other without any gap have times in proportion to their letters.
    """
    for segment in segments:
        words = segment.words
        if all(a.end_ms == b.start_ms for a, b in itertools.pairwise(words)):
            yield segment.span
        else:
            yield from (Span(word.start_ms, word.end_ms) for word in words)


def _places(facts: Facts) -> Iterator[Place]:
    """Pauses in the sound, gaps between known words, and both ends of the recording."""
    yield Place(Span(0, 0), 0.0)
    yield Place(Span(facts.duration_ms, facts.duration_ms), 0.0)
    sentences = index(Transcript((), facts.segments)).sentences
    ends = [said.span.end_ms for said in sentences if _FULL_STOP.search(said.text)]
    for pause in facts.pauses:
        ends_sentence = any(
            pause.start_ms - _OFF_MS <= end <= pause.end_ms + _OFF_MS for end in ends
        )
        yield Place(pause, _cost(pause.length_ms, ends_sentence=ends_sentence))
    units = [*sorted(_units(facts.segments)), Span(facts.duration_ms, facts.duration_ms)]
    for one, following in itertools.pairwise(units):
        yield Place(Span(one.end_ms, max(one.end_ms, following.start_ms)), _WITHOUT_PAUSE)


def _cost(length_ms: int, *, ends_sentence: bool) -> float:
    worth_s = length_ms / 1000 + (_SENTENCE_S if ends_sentence else 0.0)
    return _WORST * math.exp(-worth_s / _FADES_S)


def _best(
    asked: Span, held: Span | None, places: Sequence[Place], facts: Facts, settings: ClipSettings
) -> Span | None:
    """The two edges that cost least, of those that hold what they must and last long enough."""
    target, moment = around(asked, held), Span(facts.at_ms, facts.at_ms + 1)
    inner = around(moment, held)
    starts = [
        (place.cost + abs(start_ms - target.start_ms) / 1000, start_ms)
        for place in places
        if place.span.start_ms <= inner.start_ms + _OVERLAP_MS
        and (start_ms := _before(place, settings)) <= moment.start_ms
        and -REACH_MS <= start_ms - target.start_ms <= INWARD_MS
    ]
    ends = [
        (place.cost + abs(end_ms - target.end_ms) / 1000, end_ms)
        for place in places
        if place.span.end_ms >= inner.end_ms - _OVERLAP_MS
        and (end_ms := _after(place, settings)) >= moment.end_ms
        and -INWARD_MS <= end_ms - target.end_ms <= REACH_MS
    ]
    shortest = min(round(settings.shortest_s * 1000), asked.length_ms)
    longest = max(round(settings.longest_s * 1000), asked.length_ms)
    pairs = (
        (start_cost + end_cost, Span(start_ms, end_ms))
        for start_cost, start_ms in [*starts, (_AS_ASKED, target.start_ms)]
        for end_cost, end_ms in [*ends, (_AS_ASKED, target.end_ms)]
        if shortest <= end_ms - start_ms <= longest
    )
    return min(pairs, default=(0.0, None))[1]


def _before(place: Place, settings: ClipSettings) -> int:
    """Where a clip begins that begins there: a breath before its first word."""
    return place.span.end_ms - min(settings.breath_ms, place.span.length_ms // 2)


def _after(place: Place, settings: ClipSettings) -> int:
    return place.span.start_ms + min(settings.breath_ms, place.span.length_ms // 2)


def _grown(span: Span, shortest_ms: int, duration_ms: int) -> Span:
    """The span, or the shortest one around it, within the recording."""
    lacking = max(0, shortest_ms - span.length_ms)
    start_ms = max(0, min(span.start_ms - lacking // 2, duration_ms - shortest_ms))
    start_ms = min(span.start_ms, start_ms)
    return Span(start_ms, max(span.end_ms, min(duration_ms, start_ms + shortest_ms)))


def merged(spans: Sequence[Span], longest_ms: int) -> list[list[int]]:
    """The numbers of spans that share a clip, since they overlap and it is not too long.

    >>> merged([Span(0, 30), Span(50, 80), Span(20, 40)], 60)
    [[0, 2], [1]]
    """
    groups: list[list[int]] = []
    whole: list[Span] = []
    for number in sorted(range(len(spans)), key=spans.__getitem__):
        span = spans[number]
        joined = around(whole[-1], span) if whole else span
        if whole and span.overlaps(whole[-1]) and joined.length_ms <= longest_ms:
            groups[-1].append(number)
            whole[-1] = joined
        else:
            groups.append([number])
            whole.append(span)
    return sorted(sorted(group) for group in groups)
