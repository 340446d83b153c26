"""Findings are judged once, and again when anything changes that they depend on."""

import dataclasses

import pytest

from clipper.config import JudgeSettings, RunSettings, Settings, VerifySettings
from clipper.model import Candidate, Citation, Finding, Media, Reading, Source, Span, Verdict
from clipper.steps.remembered import Kept, memory_of, recall, remember
from clipper.steps.tools import Job, Listened, Tools

CITED = Citation("n.md", 3, 1, "1:00", (Reading("m:s", 60_000),), "Bees dance.", source="talk")
FOUND = Finding(
    CITED,
    Verdict.MISPLACED,
    confidence=0.125,
    reading=CITED.readings[0],
    found_ms=90_500,
    heard="The bees \u201cdance\u201d.",
    candidates=(Candidate(90_500, 0.75, "bees"), Candidate(5_000, 0.5, "dance")),
    detail="said later",
)


class Hearer:
    identity = ("fake",)


@pytest.fixture
def job(tmp_path):
    """The memory of a job, under given settings and with another claim or recording."""

    def _memory(claim="Bees dance.", digest="digest", **sections):
        settings = Settings(run=RunSettings(cache_dir=str(tmp_path / "cache")), **sections)
        tools = Tools(settings)
        tools.hearer, tools.meanings = Hearer(), None
        path = tmp_path / "talk.mp4"
        media = Media(Source("talk", path), path, digest, 100_000, "aac", None)
        cited = dataclasses.replace(CITED, claim=claim)
        return memory_of(Job("talk", (cited,)), media, tools), tools

    return _memory


def test_what_comes_back_is_what_was_kept(job):
    path, tools = job()
    assert recall(path, (CITED,), tools) is None
    listened = Listened((Span(0, 9), Span(20, 30)), (), (Span(5, 7),))
    kept = Kept((FOUND, dataclasses.replace(FOUND, reading=None)), listened)
    remember(path, kept, tools)
    assert recall(path, (CITED, CITED), tools) == kept


def test_whatever_they_depend_on_makes_other_findings(job, tmp_path):
    paths = [
        job()[0],
        job(claim="Bees sing.")[0],
        job(digest="another")[0],
        job(verify=VerifySettings(supported=0.9))[0],
    ]
    (tmp_path / "talk.de.vtt").write_text("WEBVTT\n")
    paths.append(job()[0])
    assert len(set(paths)) == len(paths)
    assert job()[0] == paths[-1]


def test_a_second_judge_is_asked_again(job):
    assert job(judge=JudgeSettings(kind="llm"))[0] is None


def test_a_damaged_memory_is_no_memory(job):
    path, tools = job()
    remember(path, Kept((FOUND,), Listened()), tools)
    assert recall(path, (CITED, CITED), tools) is None
    path.write_text("[")
    assert recall(path, (CITED,), tools) is None
    assert recall(path, (CITED, CITED), tools) is None


def test_a_memory_of_another_shape_is_no_memory(job):
    path, tools = job()
    shapes = ('{"findings": [3], "listened": {}}', '{"findings": [], "listened": {}}')
    for damage in ('[{"verdict": "supported"}]', "[3]", '{"a": 1}', *shapes):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(damage)
        assert recall(path, (CITED,), tools) is None
