"""Let a second judge, who reads for meaning, revise what words alone have said.

Its probabilities are not calibrated for this work, so it overrules only where it is sure,
and a verdict that it leaves keeps its confidence. `docs/judges.md` states the rules.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clipper import store as files
from clipper.config import JudgeSettings
from clipper.errors import ClipperError, JudgeError, WeightsError
from clipper.model import Finding, Verdict
from clipper.models.opinion import Judge, Opinion
from clipper.reports.words import counted
from clipper.steps.tools import Tools
from clipper.store import Store
from clipper.verify.claim import claim_in
from clipper.verify.evidence import Evidence
from clipper.verify.judge import window_of
from clipper.verify.locate import best_places, best_stretch
from clipper.verify.recording import Recording

_log = logging.getLogger(__name__)

_DOUBTED = (Verdict.SUPPORTED, Verdict.MISPLACED, Verdict.NOT_FOUND)
_PATIENCE = 3  # failures one after the other, after which no more is asked about the source
_APART_MS = 15_000  # stretches that begin nearer to each other are mostly the same


@dataclass(frozen=True, slots=True)
class _Heard:
    """A stretch of speech, and the judge's opinion on it."""

    at_ms: int
    text: str
    opinion: Opinion


def revised(findings: Sequence[Finding], recording: Recording, tools: Tools) -> tuple[Finding, ...]:
    """The findings as the second judge leaves them; unchanged when the settings want none.

    Where it fails the verdict stays, and one warning tells how often and why.
    """
    judge = tools.judge
    if judge is None:
        return tuple(findings)
    revisions = list(_each(findings, recording, judge, tools))
    if failures := [failure for _, failure in revisions if failure]:
        count = counted(len(failures), "claim")
        _log.warning("no second opinion on %s: %s (%s)", count, failures[0], failures[0].hint)
    return tuple(finding for finding, _ in revisions)


def _each(
    findings: Sequence[Finding], recording: Recording, judge: Judge, tools: Tools
) -> Iterator[tuple[Finding, ClipperError | None]]:
    """Each finding, revised or with the failure; a judge that fails again and again is left."""
    failures: list[ClipperError] = []
    for finding in findings:
        if finding.verdict not in _DOUBTED or len(failures) == _PATIENCE:
            yield finding, failures[-1] if finding.verdict in _DOUBTED else None
            continue
        try:
            heard = _heard(finding, recording, judge, tools)
        except (JudgeError, WeightsError) as err:
            failures.append(err)
            yield finding, err
        else:
            failures.clear()
            yield _weighed(finding, heard, judge.name, tools.settings.judge), None


def _heard(
    finding: Finding, recording: Recording, judge: Judge, tools: Tools
) -> tuple[_Heard, ...]:
    """The stamp's stretch, then those where the claim may be said, with the judge's opinions."""
    count = tools.settings.judge.stretches
    texts: dict[int, str] = {}
    for at_ms in _moments(finding, recording, count):
        if len(texts) < count and all(abs(at_ms - other_ms) >= _APART_MS for other_ms in texts):
            sentences = recording.sentences_in(window_of(at_ms))
            texts[at_ms] = " ".join(sentence.text for sentence in sentences)
    opinions = _opinions(finding.citation.claim, tuple(texts.values()), judge, tools.store)
    return tuple(map(_Heard, texts, texts.values(), opinions))


def _moments(finding: Finding, recording: Recording, count: int) -> Iterator[int]:
    """The stamp, or what is heard there; the found place; other places, the likeliest first."""
    cited = finding.reading or finding.citation.reading
    if cited is not None and finding.verdict is not Verdict.SUPPORTED:
        yield cited.at_ms
    if finding.found_ms is not None:
        yield finding.found_ms
    yield from (candidate.at_ms for candidate in finding.candidates)
    if finding.verdict is Verdict.NOT_FOUND:
        evidence = Evidence(claim_in(finding.citation.claim, recording))
        for span in best_places(evidence, count=count):
            said = best_stretch(evidence, [span])
            yield said.at_ms if said else span.start_ms


def _opinions(
    claim: str, stretches: tuple[str, ...], judge: Judge, store: Store
) -> tuple[Opinion, ...]:
    """Asked once: a rerun finds them in the cache."""
    path = store.path("opinions", f"{files.key(judge.identity, claim, stretches)}.json")
    known = store.read(path)
    if known is not None:
        return tuple(Opinion(*pair) for pair in known)
    opinions = judge.opinions(claim, stretches)
    store.write(path, [(opinion.entailed, opinion.contradicted) for opinion in opinions])
    return opinions


def _weighed(
    finding: Finding, heard: Sequence[_Heard], judge: str, settings: JudgeSettings
) -> Finding:
    """The finding by the rules of `docs/judges.md`; `heard` begins with the stamp's stretch."""
    if not heard:
        return finding
    here, best = heard[0], max(heard, key=lambda each: each.opinion.entailed)
    if finding.verdict is Verdict.SUPPORTED or best.opinion.entailed < settings.entailed:
        return _lowered(finding, heard, judge, settings)
    if here.opinion.entailed >= settings.entailed:
        return _overruled(finding, Verdict.SUPPORTED, here, here, f"{judge}: it is said here")
    if finding.verdict is Verdict.NOT_FOUND:
        return _overruled(finding, Verdict.MISPLACED, best, here, f"{judge}: it is said there")
    return finding


def _lowered(
    finding: Finding, heard: Sequence[_Heard], judge: str, settings: JudgeSettings
) -> Finding:
    """A place that was found is none where the speech says otherwise, or nothing of the kind."""
    found_ms = finding.found_ms
    if found_ms is None:
        return finding
    here, found = heard[0], min(heard, key=lambda each: abs(each.at_ms - found_ms))
    most = max(each.opinion.entailed for each in heard)
    if found.opinion.contradicted >= settings.contradicted and most < settings.entailed:
        detail = f"{judge}: the speech says otherwise"
        return _overruled(finding, Verdict.CONTRADICTED, found, here, detail)
    if most < settings.nowhere and _by_words(finding) < settings.sure:
        detail = f"{judge}: said at none of the {len(heard)} likeliest places"
        return _overruled(finding, Verdict.NOT_FOUND, None, here, detail)
    return finding


def _by_words(finding: Finding) -> float:
    """The confidence in the place that was found."""
    at_place = (c.confidence for c in finding.candidates if c.at_ms == finding.found_ms)
    return max(finding.confidence or 0.0, *at_place, 0.0)


def _overruled(
    finding: Finding, verdict: Verdict, place: _Heard | None, here: _Heard, detail: str
) -> Finding:
    """The finding with the judge's verdict, and its opinion on the stamp as the confidence."""
    return replace(
        finding,
        verdict=verdict,
        reason="differs" if verdict is Verdict.CONTRADICTED else None,
        confidence=round(here.opinion.entailed, 3),
        found_ms=place.at_ms if place else None,
        heard=(place or here).text,
        detail=detail,
    )
