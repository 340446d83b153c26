"""What is wrong with a note as a whole, from the verdicts on its citations.

One cause often stands behind most of them: the times are in another unit, late by the same
amount, late from some place on, those of a copy that runs at another speed, or the recording
is another one. Told only where a clear majority agrees: a few errors have no common cause.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations

from clipper.config import VerifySettings
from clipper.model import Diagnosis, Finding, Kind, Verdict

_FEWEST, _MOST = 4, 0.5  # stamps (or claims) that must agree, and of all
_GAIN = 2  # of them, more than are right as they are
_FEWEST_OF_PART = 3  # before and after a jump
_NEAR_MS = 10_000  # of where a common cause puts it: notes cite some seconds before or after
_LAG_MS, _CLEARLY = 7_000, 0.8  # within the tolerance, but worth a word where so many agree
_NOWHERE, _HERE = 0.6, 0.2  # of the claims, at least and at most, where the recording is another
_FASTEST = 0.15  # that a copy runs faster or slower
_SLOPES = 8  # parts into which those of all pairs are divided
_PAIRED = 200  # stamps at most, all pairs of which are looked at
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class _Point:
    """A stamp, and how far from there its claims may be said, the likeliest first."""

    cited_ms: int
    away_ms: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How far from their stamps claims are said: before `from_ms`, and from there on.

    `slope` is what each millisecond adds.
    """

    before_ms: float
    away_ms: float
    from_ms: int = 0
    slope: float = 0.0

    def off_ms(self, point: _Point) -> float | None:
        """How far from here a claim is said; None when it is said nowhere near."""
        start_ms = self.before_ms if point.cited_ms < self.from_ms else self.away_ms
        here_ms = start_ms + self.slope * point.cited_ms
        off_ms = min((away - here_ms for away in point.away_ms), key=abs, default=None)
        return None if off_ms is None or abs(off_ms) > _NEAR_MS else off_ms

    def agreeing(self, points: Iterable[_Point]) -> int:
        return sum(self.off_ms(point) is not None for point in points)

    def worth(self, points: Iterable[_Point]) -> int:
        """How many stamps it explains, less the one that another number explains by chance."""
        return self.agreeing(points) - (self.from_ms > 0 or self.slope != 0)


def diagnosis(
    findings: Iterable[Finding], settings: VerifySettings, *, is_searched: bool = True
) -> Diagnosis | None:
    """What most citations of a note have in common; None where that is nothing.

    `is_searched` says that its claims were looked for in the whole recording. Of a note on
    several recordings, what concerns most citations.
    """
    by_source: dict[str | None, list[Finding]] = {}
    for finding in findings:
        by_source.setdefault(finding.citation.source, []).append(finding)
    found = [
        _in_unit(cited) or (_elsewhere(cited) if is_searched else None) or _moved(cited, settings)
        for cited in by_source.values()
    ]
    most = max(filter(None, found), key=lambda each: each.agreeing, default=None)
    return replace(most, source=None) if most and len(by_source) == 1 else most


def _in_unit(findings: Sequence[Finding]) -> Diagnosis | None:
    """Most stamps of three fields count minutes and seconds, as is heard or likely."""
    agreeing = len({f.citation.stamp for f in findings if _is_in_minutes(f)})
    count = len({f.citation.stamp for f in findings})
    if agreeing < max(_FEWEST, _MOST * count):
        return None
    return Diagnosis(Kind.UNIT, findings[0].citation.source, agreeing, count)


def _is_in_minutes(finding: Finding) -> bool:
    reading = finding.reading or finding.citation.reading
    return reading is not None and reading.name == "m:s" and reading != finding.citation.readings[0]


def _elsewhere(findings: Sequence[Finding]) -> Diagnosis | None:
    """Nearly nothing of the note is said in the recording."""
    verdicts = {f.citation.claim: f.verdict for f in findings if f.verdict != Verdict.UNCHECKED}
    counts = Counter(verdicts.values())
    agreeing, here = counts[Verdict.NOT_FOUND], counts[Verdict.SUPPORTED]
    if agreeing < max(_FEWEST, _NOWHERE * len(verdicts)) or here > _HERE * len(verdicts):
        return None
    return Diagnosis(Kind.RECORDING, findings[0].citation.source, agreeing, len(verdicts))


def _moved(findings: Sequence[Finding], settings: VerifySettings) -> Diagnosis | None:
    """Most claims are said where one shape puts them, and it explains more than no error does."""
    points = sorted(_points(findings), key=lambda point: point.cited_ms)
    away_ms = _common_ms(points)
    same = _Shape(away_ms, away_ms)
    before_ms, after_ms = settings.tolerance_before_s * 1000, settings.tolerance_after_s * 1000
    right = sum(any(-before_ms <= away <= after_ms for away in p.away_ms) for p in points)
    shapes = [same, *_jumps(points, same), *_drifts(points)]
    better = [shape for shape in shapes if shape.agreeing(points) >= right + _GAIN]
    best = max(better, key=lambda shape: shape.worth(points), default=same)
    kind, least = Kind.DRIFT if best.slope else Kind.OFFSET, _MOST
    if not better:
        kind, least = Kind.LAG, _CLEARLY
    is_small = not better and not _LAG_MS <= abs(away_ms) <= max(before_ms, after_ms)
    if is_small or best.worth(points) < max(_FEWEST, least * len(points)):
        return None
    return _described(kind, best, points, findings[0].citation.source)


def _described(
    kind: Kind, shape: _Shape, points: Sequence[_Point], source: str | None
) -> Diagnosis:
    return Diagnosis(
        kind,
        source,
        shape.agreeing(points),
        len(points),
        offset_ms=round(shape.away_ms),
        from_ms=shape.from_ms or None,
        before_ms=round(shape.before_ms) if shape.from_ms else None,
        drift_ms=round(shape.slope * _MINUTE_MS) if shape.slope else None,
    )


def _points(findings: Iterable[Finding]) -> Iterator[_Point]:
    """One a stamp: all that is cited at it is moved by one error."""
    said: dict[int, dict[int, None]] = {}
    for finding in findings:
        reading = finding.reading or finding.citation.reading
        if reading is not None and finding.verdict is not Verdict.UNCHECKED:
            found = [] if finding.found_ms is None else [finding.found_ms]
            places = [*found, *(candidate.at_ms for candidate in finding.candidates)]
            said.setdefault(reading.at_ms, {}).update(dict.fromkeys(places))
    for cited_ms, at in said.items():
        yield _Point(cited_ms, tuple(at_ms - cited_ms for at_ms in at))


def _common_ms(points: Sequence[_Point]) -> float:
    """How far from their stamps most claims are said, give or take `_NEAR_MS`."""
    aways = sorted((away, number) for number, p in enumerate(points) for away in p.away_ms)
    inside = [0] * len(points)
    count = most = start = 0
    centre = 0.0
    for away, number in aways:
        count += not inside[number]
        inside[number] += 1
        while away - aways[start][0] > 2 * _NEAR_MS:
            inside[aways[start][1]] -= 1
            count -= not inside[aways[start][1]]
            start += 1
        if count > most:
            most, centre = count, (aways[start][0] + away) / 2
    shape = _Shape(centre, centre)
    return centre + statistics.median(
        [off for point in points if (off := shape.off_ms(point)) is not None] or [0]
    )


def _jumps(points: Sequence[_Point], same: _Shape) -> Iterator[_Shape]:
    """The two commonest distances, one up to some stamp, and the other from there on."""
    first = same.away_ms
    second = _common_ms([point for point in points if same.off_ms(point) is None])
    for before_ms, away_ms in ((first, second), (second, first)):
        before, after = _Shape(before_ms, before_ms), _Shape(away_ms, away_ms)
        gains = accumulate(
            (before.off_ms(p) is not None) - (after.off_ms(p) is not None) for p in points
        )
        best, number = max(((gain, n) for n, gain in enumerate(gains, 1)), default=(0, 0))
        if best > 0 and number < len(points):
            shape = _Shape(before_ms, away_ms, from_ms=points[number].cited_ms)
            if all(_is_borne_out(shape, part) for part in (points[:number], points[number:])):
                yield shape


def _is_borne_out(shape: _Shape, points: Sequence[_Point]) -> bool:
    return shape.agreeing(points) >= max(_FEWEST_OF_PART, _MOST * len(points))


def _drifts(points: Sequence[_Point]) -> Iterator[_Shape]:
    """Straight lines whose slope is common among those of all pairs, as Theil and Sen have it."""
    found = [(p.cited_ms, p.away_ms[0]) for p in points if p.away_ms]
    thinned = found[:: len(found) // _PAIRED + 1]
    slopes = [
        (away - before) / (at - earlier)
        for (earlier, before), (at, away) in combinations(thinned, 2)
        if at > earlier and abs(away - before) <= _FASTEST * (at - earlier)
    ]
    length_ms = points[-1].cited_ms - points[0].cited_ms if points else 0
    for slope in statistics.quantiles(slopes, n=_SLOPES) if len(slopes) > 1 else ():
        if abs(slope) * length_ms > 2 * _NEAR_MS:  # else it is no more than an offset
            away_ms = _common_ms([_level(point, slope) for point in points])
            yield _Shape(away_ms, away_ms, slope=slope)


def _level(point: _Point, slope: float) -> _Point:
    return replace(point, away_ms=tuple(a - slope * point.cited_ms for a in point.away_ms))
