"""What every export is made from: a note's citations, each with its moment and its clip.

The words in it are those of notes and of recordings, and hostile: an export writes them
through `one_line` and escapes what its format takes for syntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from clipper.model import Citation, Finding, Segment, Span, Verdict

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNWRITABLE = re.compile(r"[\ud800-\udfff\ufffe\uffff]")  # in UTF-8, or in XML


@dataclass(frozen=True, slots=True)
class Recording:
    """A source. What is not known, or not asked for by the export (`said`, `fps_milli`), is empty.

    `url` is where it can be seen; `path` is absolute; `fps_milli` is pictures per 1000 seconds;
    `said` are the words known to be said in the spans of its rows.
    """

    id: str
    url: str = ""
    path: Path | None = None
    duration_ms: int | None = None
    fps_milli: int = 0
    has_sound: bool = True
    has_picture: bool = True
    said: tuple[Segment, ...] = ()

    @property
    def name(self) -> str:
        """What to call it: the name of its file, else its id."""
        return self.path.name if self.path else self.id

    def url_at(self, at_ms: int) -> str:
        """Where the moment can be seen; empty where there is no address."""
        if not self.url:
            return ""
        if urlsplit(self.url).hostname in {"www.youtube.com", "youtube.com", "youtu.be"}:
            return f"{self.url}{'&' if '?' in self.url else '?'}t={at_ms // 1000}s"
        return f"{urldefrag(self.url).url}#t={at_ms // 1000}"


@dataclass(frozen=True, slots=True)
class Row:
    """A citation, `index` in its note counted from 1.

    `at_ms` is the moment it cites and `span` what is cut around it, or would be; both are None
    where nothing can be cut. `clip` is the file's path seen from the sheet's folder, with `/`.
    """

    index: int
    citation: Citation
    recording: Recording | None = None
    at_ms: int | None = None
    span: Span | None = None
    clip: str | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Shot:
    """A span of a recording, with all rows that cite it."""

    recording: Recording
    span: Span
    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.rows[0]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A note's rows in document order."""

    note: str
    title: str
    rows: tuple[Row, ...] = ()

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """Those of which something is cut, in the order in which they are cited."""
        return tuple({shot.recording.id: shot.recording for shot in self.shots()}.values())

    def shots(self) -> tuple[Shot, ...]:
        """What is cut, in document order; rows of one span share a shot."""
        found: dict[tuple[str, Span], Shot] = {}
        for row in self.rows:
            if row.recording is None or row.span is None:
                continue
            key = (row.recording.id, row.span)
            known = found.get(key, Shot(row.recording, row.span, ()))
            found[key] = replace(known, rows=(*known.rows, row))
        return tuple(found.values())

    def moments(self) -> Iterator[tuple[int, Row]]:
        """The rows that can be found on a clock, by time."""
        timed = [(row.at_ms, row) for row in self.rows if row.recording and row.at_ms is not None]
        yield from sorted(timed, key=lambda item: (item[0], item[1].index))

    def only(self, verdicts: tuple[str, ...] | None) -> Sheet:
        """The rows with these verdicts, and those that were not judged; None means all."""
        if verdicts is None:
            return self
        kept = (row for row in self.rows if row.finding is None or row.finding.verdict in verdicts)
        return replace(self, rows=tuple(kept))

    def of(self, recording: Recording) -> Sheet:
        """The rows of one recording."""
        kept = (row for row in self.rows if row.recording and row.recording.id == recording.id)
        return replace(self, rows=tuple(kept))


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to write: why, and what to do about it."""

    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """A format: its file, what it is for, and what it is made by.

    With `per_recording` times are those of one recording, and there is a file for each;
    `published` formats go out as they are, so that claims not said there are left out.
    """

    file: str
    help: str
    render: Callable[[Sheet], str | bytes | Nothing]
    per_recording: bool = False
    published: bool = False
    needs_words: bool = False
    needs_fps: bool = False
    package: str = ""
    extra: str = ""


def one_line(text: str, most: int | None = None) -> str:
    r"""The text without line breaks and what no file can hold, shortened to so many characters.

    >>> one_line("a\n b\0c", 4)
    'a b…'
    """
    flat = " ".join(_UNWRITABLE.sub("\ufffd", _CONTROLS.sub(" ", text)).split())
    if most is None or len(flat) <= most:
        return flat
    whole = flat[:most].rpartition(" ")[0].rstrip(" ,;:.")
    return f"{(whole or flat)[: most - 1]}…"


def title(row: Row, most: int = 120) -> str:
    """The claim, or what else says what the row is about."""
    said = one_line(row.citation.claim, most)
    return said or one_line(" / ".join(row.citation.heading), most) or one_line(row.citation.stamp)


def judged(row: Row) -> str:
    """The verdict in words, where there is one."""
    return row.finding.verdict.value.replace("_", " ") if row.finding else ""


def doubted(row: Row, most: int = 120) -> str:
    """The title, and the verdict if it is another than that it is said there."""
    is_right = row.finding is None or row.finding.verdict is Verdict.SUPPORTED
    return title(row, most) if is_right else f"[{judged(row)}] {title(row, most)}"


def seconds(ms: int) -> str:
    """Milliseconds as seconds, exactly."""
    return f"{ms // 1000}.{ms % 1000:03d}"
