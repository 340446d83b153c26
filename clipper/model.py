"""What flows through the program: frozen data, no behaviour beyond arithmetic.

Times are integer milliseconds from the start of the media; spans are half-open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """A stage's result for one item."""

    value: T


class Reason(StrEnum):
    """Why a citation could not be judged."""

    NO_SOURCE = "no-source"
    FETCH_FAILED = "fetch-failed"
    NO_AUDIO = "no-audio"
    NO_SPEECH = "no-speech"
    PAST_END = "past-end"
    UNREADABLE_TIME = "unreadable-time"
    NO_CLAIM = "no-claim"
    LANGUAGE = "language"
    NOT_SEARCHED = "not-searched"


@dataclass(frozen=True, slots=True)
class Failed:
    """A stage could not do one item: the others go on."""

    reason: Reason
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The stretch [start_ms, end_ms) of a recording."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms

    def holds(self, at_ms: int) -> bool:
        return self.start_ms <= at_ms < self.end_ms

    def overlaps(self, other: Span) -> bool:
        return self.start_ms < other.end_ms and other.start_ms < self.end_ms

    def contains(self, other: Span) -> bool:
        return self.start_ms <= other.start_ms and other.end_ms <= self.end_ms


def union(spans: Iterable[Span], *, gap_ms: int = 0) -> tuple[Span, ...]:
    """The same stretches, sorted, merged where they overlap or lie within `gap_ms`.

    >>> union([Span(5, 9), Span(0, 6), Span(20, 30)])
    (Span(start_ms=0, end_ms=9), Span(start_ms=20, end_ms=30))
    """
    merged: list[Span] = []
    for span in sorted(s for s in spans if s.length_ms > 0):
        if merged and span.start_ms <= merged[-1].end_ms + gap_ms:
            merged[-1] = Span(merged[-1].start_ms, max(merged[-1].end_ms, span.end_ms))
        else:
            merged.append(span)
    return tuple(merged)


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """What of `spans` is not in `taken`.

    >>> subtract([Span(0, 10)], [Span(2, 4), Span(8, 20)])
    (Span(start_ms=0, end_ms=2), Span(start_ms=4, end_ms=8))
    """
    left = list(union(spans))
    for hole in union(taken):
        left = [
            part
            for span in left
            for part in (
                Span(span.start_ms, min(span.end_ms, hole.start_ms)),
                Span(max(span.start_ms, hole.end_ms), span.end_ms),
            )
            if part.length_ms > 0
        ]
    return tuple(left)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a stamp; `name` says how (`h:m:s`, `m:s`, `seconds`, ...)."""

    name: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Citation:
    """One stamp of a note with the claim it supports.

    `line` and `column` are 1-based and point at the first character of the
    citation's markup. `stamp` is the time as written. `readings` holds every way to
    read it, the literal one first; it is empty when the stamp cannot be read. `chosen` is
    the one in force where that is not the literal one.
    `source` is the source's id: a YouTube id, a URL, or a path. `label` is what the reader
    of a link sees of the time.
    """

    note: str
    line: int
    column: int
    stamp: str
    readings: tuple[Reading, ...]
    claim: str
    heading: tuple[str, ...] = ()
    source: str | None = None
    end_ms: int | None = None
    format: str = "html-anchor"
    problems: tuple[str, ...] = ()
    label: str = ""
    chosen: Reading | None = None

    @property
    def reading(self) -> Reading | None:
        """The reading in force."""
        return self.chosen or next(iter(self.readings), None)

    def end_from(self, at_ms: int) -> int | None:
        """When the cited range ends if it begins at `at_ms`: it keeps its length."""
        if self.end_ms is None or not self.readings:
            return None
        return self.end_ms + at_ms - self.readings[0].at_ms

    @property
    def cited_ms(self) -> int | None:
        return self.reading.at_ms if self.reading else None

    @property
    def id(self) -> str:
        """Stable from run to run while the note's line and stamp stay."""
        text = f"{Path(self.note).name}\n{self.line}\n{self.column}\n{self.stamp}"
        raw = text.encode(errors="surrogatepass")  # a file's name need not be UTF-8
        return hashlib.sha256(raw).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Ignored:
    """Problems that the note's author does not want to hear of.

    On one line, or in the whole note when `line` is None; no codes mean all codes.
    """

    line: int | None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note as read: its citations in document order."""

    path: str
    title: str
    citations: tuple[Citation, ...]
    duration_ms: int | None = None  # of the recording, as the front matter says
    digest: str = ""  # SHA-256 of the bytes that were read; empty when they were no file's
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a recording comes from; `path` when it is here, `url` when it must be fetched."""

    id: str
    path: Path | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A recording that is here and can be decoded.

    `digest` is the SHA-256 of the file: the key of everything made from it.
    """

    source: Source
    path: Path
    digest: str
    duration_ms: int
    audio_codec: str | None
    video_codec: str | None


@dataclass(frozen=True, slots=True)
class Word:
    """One word as heard."""

    text: str
    start_ms: int
    end_ms: int
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of recognised speech with the decoder's own doubts.

    `log_probability` is the mean per token, `compression` the gzip ratio of the
    text (above 2.4 it is a repetition loop), `no_speech` the probability that
    nobody speaks: the three figures of the Whisper paper, section 4.5
    (https://arxiv.org/abs/2212.04356). `language` is the likeliest one, empty where the
    weights cannot tell; `language_probability` is that of the one it was heard in.
    """

    span: Span
    words: tuple[Word, ...]
    log_probability: float = 0.0
    compression: float = 1.0
    no_speech: float = 0.0
    language: str = ""
    language_probability: float = 1.0

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard in the stretches `heard`; outside of them nothing is known."""

    heard: tuple[Span, ...]
    segments: tuple[Segment, ...]
    language: str = ""
    model: str = ""


class Verdict(StrEnum):
    """What was found out about a citation; `docs/verification.md` defines each."""

    SUPPORTED = "supported"
    MISPLACED = "misplaced"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of the recording where the claim may be said."""

    at_ms: int
    confidence: float
    heard: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one citation.

    `confidence` is the probability that the cited window supports the claim;
    `found_ms` is where its evidence begins; `detail` says in words what the verdict
    rests on. `clip` is the path of the clip, relative to the report.
    """

    citation: Citation
    verdict: Verdict
    reason: str | None = None
    confidence: float | None = None
    reading: Reading | None = None
    found_ms: int | None = None
    heard: str = ""
    candidates: tuple[Candidate, ...] = ()
    detail: str = ""
    clip: str | None = None

    @property
    def offset_ms(self) -> int | None:
        """Positive when it is said after the stamp."""
        cited = self.reading.at_ms if self.reading else self.citation.cited_ms
        if self.found_ms is None or cited is None:
            return None
        return self.found_ms - cited


class Kind(StrEnum):
    """What may be wrong with a note as a whole; `lag` is worth knowing, and no fault."""

    UNIT = "unit"
    OFFSET = "offset"
    DRIFT = "drift"
    LAG = "lag"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What `agreeing` of the `judged` stamps of a note have in common.

    Of its claims, where these are of another recording. `source` is the recording of which
    this is said, where the note cites several. `offset_ms` is that of a finding, positive when
    claims are said after their stamps: throughout, or from the stamp at `from_ms` on, and
    `before_ms` up to there. With `drift_ms`, which each minute adds, it is that of a stamp
    at the beginning.
    """

    kind: Kind
    source: str | None
    agreeing: int
    judged: int
    offset_ms: int | None = None
    from_ms: int | None = None
    before_ms: int | None = None
    drift_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A property that was tested of a clip and holds; `off_ms` says by how much it is off."""

    name: str
    off_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of a recording in a file of its own.

    `asked` is the span wanted; `real` the one the file holds, as a player shows it. `why` says
    in words what spoke for the method.
    """

    path: Path
    source: str
    asked: Span
    real: Span
    method: str
    codecs: tuple[str, ...]
    digest: str
    why: str = ""
    checks: tuple[Check, ...] = ()
