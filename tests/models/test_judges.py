"""What holds for every second judge."""

import dataclasses

import chat
import pytest
from tiny import write_classifier

from clipper.config import load
from clipper.errors import ConfigError
from clipper.models import JUDGES, find_judge

KINDS = sorted(JUDGES)


def settings(kind, **keys):
    return load(environ={}, flags={"judge": {"kind": kind, **keys}})


@pytest.fixture(params=KINDS)
def judge(request, tmp_path):
    """One of each kind, whose opinion hangs on "agreed" and "denied"; a new kind needs a branch."""
    if request.param == "nli":
        write_classifier(tmp_path)
        yield find_judge(settings("nli", model=str(tmp_path)))
    else:
        server = chat.serve()
        yield find_judge(settings("llm", model="tiny", url=server.url))
        server.shutdown()


def test_the_settings_know_every_kind():
    assert find_judge(settings("none")) is None
    for kind in KINDS:
        assert settings(kind).judge.kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_a_judge_without_a_model_is_a_fault_of_the_settings(kind):
    with pytest.raises(ConfigError, match=f"the judge '{kind}' needs a model"):
        find_judge(settings(kind))


def test_there_is_an_opinion_on_each_stretch_in_its_order(judge):
    stretches = ["The clock denied it.", "Bees agreed!", "", "the hive " * 30, "agreed", "Denied."]
    opinions = judge.opinions("The bees agreed.", stretches)
    assert [opinion.entailed > 0.8 for opinion in opinions] == [
        *(False, True, False, False, True, False),
    ]
    assert [opinion.contradicted > 0.8 for opinion in opinions] == [
        *(True, False, False, False, False, True),
    ]
    for opinion in opinions:
        shares = dataclasses.astuple(opinion)
        assert min(shares) >= 0
        assert sum(shares) <= 1 + 1e-6


def test_no_stretches_are_no_opinions(judge):
    assert judge.opinions("The bees agreed.", ()) == ()


@pytest.mark.parametrize("text", ["", "x" * 200_000, " " * 185_000, "[" * 100_000, "\ud800", '"}'])
def test_hostile_texts_are_texts(judge, text):
    (first,) = judge.opinions(text, ["agreed"])
    (second,) = judge.opinions("The bees agreed.", [text])
    assert first.entailed > 0.8
    assert second.contradicted < 0.8


def test_name_and_identity_are_there_and_stay(judge):
    assert judge.name.strip()
    assert judge.identity == judge.identity
