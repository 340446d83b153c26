"""Findings of an earlier run, where nothing that they depend on has changed since.

Thousands of claims take longer to judge again than a user waits for what is known already.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import clipper
from clipper import store as files
from clipper.model import Candidate, Citation, Finding, Media, Reading, Span, Verdict
from clipper.sources.captions import captions_beside
from clipper.steps.tools import Job, Listened, Tools

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """The findings on a source's citations, and where it was heard for them."""

    findings: tuple[Finding, ...]
    listened: Listened


def memory_of(job: Job, media: Media, tools: Tools) -> Path | None:
    """Where the findings of this job are kept; None where they may come out otherwise.

    A second judge may answer otherwise each time.
    """
    settings = tools.settings
    if settings.judge.kind != "none":
        return None
    made_from = (
        media.digest,
        tools.hearer.identity,
        tools.meanings.embedder.identity if tools.meanings else "",
        [files.digest(path) for path in captions_beside(media.path)],
        [dataclasses.asdict(part) for part in (settings.verify, settings.window)],
        settings.speech.language,
        settings.source.captions,
        [dataclasses.asdict(citation) for citation in job.citations],
        _own_digest(),
    )
    return tools.store.path("findings", f"{files.key(*made_from)}.json")


def recall(path: Path, citations: Sequence[Citation], tools: Tools) -> Kept | None:
    """What is kept at `path`, if it is of these citations."""
    document = tools.store.read(path)
    if document is None:
        return None
    try:
        found = tuple(map(_finding, citations, document["findings"]))
        if len(found) == len(document["findings"]) == len(citations):
            return Kept(found, Listened(**{k: _spans(v) for k, v in document["listened"].items()}))
    except (TypeError, ValueError, KeyError, AttributeError) as err:
        _log.warning("damaged cache entry '%s' is made again: %s", path, err)
    return None


def remember(path: Path, kept: Kept, tools: Tools) -> None:
    findings = [_plain(finding) for finding in kept.findings]
    listened = dataclasses.asdict(kept.listened)
    tools.store.write(path, {"findings": findings, "listened": listened})


def _spans(rows: Iterable[Mapping[str, int]]) -> tuple[Span, ...]:
    return tuple(Span(int(row["start_ms"]), int(row["end_ms"])) for row in rows)


@functools.cache
def _own_digest() -> str:
    """Of all that this package consists of: another version may judge otherwise."""
    found = hashlib.sha256()
    for path in sorted(Path(clipper.__file__).parent.rglob("*")):
        if path.suffix in {".py", ".json", ".txt"}:
            found.update(path.read_bytes())
    return found.hexdigest()


def _plain(finding: Finding) -> dict[str, Any]:
    plain = dataclasses.asdict(finding)
    del plain["citation"]
    return plain


def _finding(citation: Citation, plain: dict[str, Any]) -> Finding:
    reading = plain["reading"] and Reading(**plain["reading"])
    candidates = tuple(Candidate(**candidate) for candidate in plain["candidates"])
    restored = {
        "verdict": Verdict(plain["verdict"]),
        "reading": reading,
        "candidates": candidates,
    }
    return Finding(citation, **(plain | restored))
