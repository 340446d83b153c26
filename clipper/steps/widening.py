"""What of a recording to hear: the cited windows, and more while claims are not settled.

Captions tell where more is worth hearing, so that the cost does not grow with the length of
the recording. They are no proof: a verdict rests on what was heard.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clipper.config import Settings
from clipper.errors import TranscriptError
from clipper.model import Citation, Finding, Reading, Reason, Span, Verdict, subtract, union
from clipper.reports.words import counted
from clipper.speech.given import read_transcript
from clipper.speech.listen import Ear
from clipper.steps.tools import window
from clipper.verify.judge import judge
from clipper.verify.recording import Recording, index

_log = logging.getLogger(__name__)

_SURE = 0.9  # of a place that was heard: no need to hear more
_PLACES = 3  # heard for one claim, best first, where the captions suggest them
_AROUND_MS = 30_000  # heard before and after such a place
_LATE_MS = 5_000  # captions may come so much before or after the words
_ALIKE = 0.5  # of the words heard are in captions that can be trusted
_SILENCE_MS = 30_000  # captions pause when nobody speaks
_WHOLE = 0.9


@dataclass(frozen=True, slots=True)
class Search:
    """The claims of one recording, and what was found so far.

    `captions` are files that may be used, the first that agrees with the speech is.
    """

    readings: Mapping[Citation, Sequence[Reading]]
    findings: MutableMapping[Citation, Finding]
    ear: Ear
    settings: Settings
    captions: Iterable[Path] = ()

    @property
    def windows(self) -> tuple[Span, ...]:
        return self._windows_of(self.readings)

    @property
    def doubted(self) -> tuple[Span, ...]:
        """What must be heard the plain way, since no claim fails for words that were missed.

        The windows of what is not supported as far as it was heard.
        """
        if self.ear.hearer.engine == "reference":
            return ()
        return self._windows_of(
            citation
            for citation, finding in self.findings.items()
            if finding.verdict is not Verdict.SUPPORTED and finding.reason is not Reason.NO_CLAIM
        )

    @property
    def settled(self) -> list[Citation]:
        unsettled = set(self.unsettled)
        return [citation for citation in self.readings if citation not in unsettled]

    def may_hold_rivals(self, heard: Iterable[Span]) -> bool:
        """Whether more was heard since the windows than may be left out of a recording."""
        more = subtract(heard, self.windows)
        return sum(span.length_ms for span in more) > (1 - _WHOLE) * self.ear.duration_ms

    @property
    def unsettled(self) -> list[Citation]:
        return [
            citation
            for citation in self.readings
            if citation not in self.findings or wants_more(self.findings[citation])
        ]

    def _windows_of(self, citations: Iterable[Citation]) -> tuple[Span, ...]:
        return union(
            window(reading, self.settings, duration_ms=self.ear.duration_ms)
            for citation in citations
            for reading in self.readings[citation]
        )


def wants_more(finding: Finding) -> bool:
    """Whether hearing more of the recording could change the verdict."""
    match finding.verdict:
        case Verdict.SUPPORTED | Verdict.CONTRADICTED:
            return False
        case Verdict.MISPLACED:
            return max((c.confidence for c in finding.candidates), default=0) < _SURE
        case _:
            return finding.reason not in (Reason.NO_CLAIM, Reason.LANGUAGE)


def widening(search: Search) -> Iterator[tuple[Span, ...]]:
    """What to hear, each time more, until all is settled or the settings allow no more.

    The findings must be up to date whenever the next step is asked for.
    """
    heard: tuple[Span, ...] = ()
    for more in _steps(search):
        heard = union([*heard, *more])
        yield heard


def _steps(search: Search) -> Iterator[Sequence[Span]]:
    """The windows; what captions suggest and, if they cover the recording, no more; near; all."""
    yield search.windows
    limit = search.settings.verify.search
    if limit == "none" or not search.unsettled:
        return
    captions = _trusted(search) if limit == "source" else None
    if captions is not None:
        yield from _suggested(captions, search)
        if _cover(captions, search.ear.duration_ms):
            return
    yield _near(search)
    if limit == "source" and search.unsettled:
        yield (Span(0, search.ear.duration_ms),)


def _near(search: Search) -> list[Span]:
    near_ms = round(search.settings.verify.near_s * 1000)
    return [
        Span(max(0, reading.at_ms - near_ms), reading.at_ms + near_ms)
        for citation in search.unsettled
        for reading in search.readings[citation]
    ]


def _suggested(captions: Recording, search: Search) -> Iterator[list[Span]]:
    """The places where captions come nearest to the claims: each claim's best, then the next."""
    places = {citation: _places(citation, captions, search) for citation in search.unsettled}
    for rank in range(_PLACES):
        yield [places[c][rank] for c in search.unsettled if rank < len(places[c])]
    for citation in search.unsettled:
        if search.findings[citation].verdict is Verdict.NOT_FOUND:
            detail = _nowhere(len(places[citation]))
            search.findings[citation] = replace(search.findings[citation], detail=detail)


def _nowhere(places: int) -> str:
    if not places:
        return (
            "not heard at the stamp, and captions, by which the rest was searched, lack its words"
        )
    return (
        f"heard neither at the stamp nor at the {counted(places, 'place')} where captions, by"
        " which the rest was searched, come nearest to it"
    )


def _places(citation: Citation, captions: Recording, search: Search) -> list[Span]:
    """Stretches around the best places, however little they say of the claim."""
    verify = replace(search.settings.verify, elsewhere=0.0, candidates=_PLACES)
    duration_ms = search.ear.duration_ms
    found = judge(citation, captions, readings=(), duration_ms=duration_ms, settings=verify)
    return [
        Span(max(0, place.at_ms - _AROUND_MS), place.at_ms + _AROUND_MS)
        for place in found.candidates
    ]


def _trusted(search: Search) -> Recording | None:
    """The first captions that are of this recording, in its language and on its clock."""
    heard = index(search.ear.known(search.windows))
    for file in search.captions:
        try:
            captions = index(read_transcript(file))
        except TranscriptError as err:
            _log.info("%s", err)
            continue
        if _agree(captions, heard):
            return captions
        _log.info("'%s' is not what was heard, and is not used", file)
    return None


def _agree(captions: Recording, heard: Recording) -> bool:
    alike = [
        token in near
        for sentence in heard.sentences
        for near in [set(captions.words_in(_around(sentence.span, _LATE_MS)))]
        for token in sentence.tokens
    ]
    return bool(alike) and sum(alike) >= _ALIKE * len(alike)


def _around(span: Span, by_ms: int) -> Span:
    return Span(span.start_ms - by_ms, span.end_ms + by_ms)


def _cover(captions: Recording, duration_ms: int) -> bool:
    """Whether captions that pause only where nobody speaks reach over the whole recording."""
    ends = Span(0, 1), Span(duration_ms - 1, duration_ms)
    said = (sentence.span for sentence in captions.sentences)
    covered = union([*ends, *said], gap_ms=_SILENCE_MS)
    return sum(span.length_ms for span in covered) >= _WHOLE * duration_ms
