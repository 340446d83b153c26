"""A page with every claim, what was heard, and its clip to play.

Plain HTML under a policy that allows no script and nothing from elsewhere: the words
of notes and titles are hostile input.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from urllib.parse import quote

import jinja2

from clipper import __version__
from clipper.events import Finished, NoteResult, needs_mending
from clipper.model import Finding, Verdict
from clipper.reports.words import counts, diagnosed, explanation, label
from clipper.times import clock

_PICTURE_WIDTH = 1000  # units of the time line's drawing


@dataclass(frozen=True, slots=True)
class _Mark:
    """A cited moment on the time line."""

    x: float
    verdict: Verdict
    title: str
    target: str


def render(finished: Finished) -> str:
    """The page; clips are linked by their paths relative to it."""
    findings = finished.findings
    verdicts = [(v, sum(f.verdict is v for f in findings)) for v in Verdict]
    return _template().render(
        version=__version__,
        notes=finished.notes,
        troubles=finished.troubles,
        verdicts=[(verdict, count) for verdict, count in verdicts if count],
        total=len(findings),
        counts=counts(findings),
    )


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("clipper.reports", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": clock,
        "label": label,
        "explanation": explanation,
        "diagnosed": diagnosed,
        "needs_mending": needs_mending,
        "marks": _marks,
        "link": _link,
        "url": _relative_url,
        "is_audio": _is_audio,
    }
    return environment.get_template("page.html.jinja")


def _marks(result: NoteResult) -> list[_Mark]:
    """Where on the time line each citation lies; the line ends with the last of them."""
    placed = [(f, at) for f in result.findings if (at := _at(f)) is not None]
    end_ms = max((at for _, at in placed), default=0) + 30_000
    return [
        _Mark(
            x=round(at * _PICTURE_WIDTH / end_ms, 1),
            verdict=finding.verdict,
            title=f"{clock(at)} {label(finding.verdict)}",
            target=finding.citation.id,
        )
        for finding, at in placed
    ]


def _at(finding: Finding) -> int | None:
    return finding.reading.at_ms if finding.reading else None


def _link(finding: Finding, at_ms: int | None) -> str:
    """Where the moment can be seen on the site; empty for other recordings."""
    source = finding.citation.source or ""
    is_youtube_id = len(source) == 11 and source.replace("-", "").replace("_", "").isalnum()
    if at_ms is None or not is_youtube_id:
        return ""
    return f"https://www.youtube.com/watch?v={quote(source)}&t={at_ms // 1000}s"


def _relative_url(path: str) -> str:
    """A path as a link that stays a path, whatever its name begins with."""
    return "./" + quote(path)


def _is_audio(path: str) -> bool:
    return not path.endswith(".mp4")
