import json
import logging

import pytest

from clipper.config import load
from clipper.errors import JudgeError, WeightsError
from clipper.model import (
    Candidate,
    Citation,
    Finding,
    Reading,
    Reason,
    Segment,
    Span,
    Transcript,
    Verdict,
    Word,
)
from clipper.models.opinion import Opinion
from clipper.steps.check import judge_given
from clipper.steps.opinions import revised
from clipper.steps.tools import Job, Tools
from clipper.verify.recording import index

SAYS, DENIES, SILENT = Opinion(0.95, 0.0), Opinion(0.02, 0.95), Opinion(0.03, 0.01)
UNSURE = Opinion(0.5, 0.1)

# Every ten seconds another sentence, for five minutes; three of them matter.
_SAID = {
    60: "The colony stays warm when snow lies on the roof.",
    150: "Every hive must have more than one queen in it.",
    240: "Ships wait for the tide before they come in.",
}


class Fake:
    """A judge that thinks of a stretch as told, by a word in it."""

    name, identity = "the harbour's pilot", "1"

    def __init__(self, **by_word):
        self.by_word, self.asked = by_word, []

    def opinions(self, claim, stretches):
        self.asked.append((claim, tuple(stretches)))
        found = [next((o for w, o in self.by_word.items() if w in s), SILENT) for s in stretches]
        if any(isinstance(opinion, Exception) for opinion in found):
            raise next(opinion for opinion in found if isinstance(opinion, Exception))
        return tuple(found)


@pytest.fixture(scope="module")
def recording():
    segments = []
    for start_s in range(0, 300, 10):
        text = _SAID.get(start_s, f"Nothing but number {start_s} on this clock.")
        words = text.split()
        step = 5_000 // len(words)
        at = [start_s * 1000 + i * step for i in range(len(words))]
        timed = tuple(Word(f" {w}", a, a + step, 1.0) for w, a in zip(words, at, strict=True))
        segments.append(Segment(Span(start_s * 1000, start_s * 1000 + 5_000), timed))
    return index(Transcript((Span(0, 300_000),), tuple(segments), "en"))


@pytest.fixture
def tools(tmp_path):
    flags = {"run": {"cache_dir": str(tmp_path / "cache")}}
    return Tools(load(environ={}, flags=flags))


def finding(verdict, *, at_s=60, found_s=None, confidence=0.75, candidates=(), claim="Bees."):
    reading = Reading("seconds", at_s * 1000)
    return Finding(
        Citation("n.md", 1, 1, str(at_s), (reading,), claim),
        verdict,
        confidence=confidence,
        reading=reading,
        found_ms=None if found_s is None else found_s * 1000,
        heard="as heard",
        candidates=tuple(Candidate(s * 1000, p, "as heard") for s, p in candidates),
    )


def revise(given, recording, tools, judge):
    tools.judge = judge
    (found,) = revised([given], recording, tools)
    return found


def test_without_a_judge_nothing_changes(recording, tools):
    given = finding(Verdict.SUPPORTED, found_s=60)
    assert tools.judge is None
    assert revised([given], recording, tools) == (given,)


@pytest.mark.parametrize("opinion", [SAYS, UNSURE, Opinion(0.3, 0.7)])
def test_what_the_judge_bears_out_or_doubts_a_little_stays(opinion, recording, tools):
    given = finding(Verdict.SUPPORTED, found_s=60)
    assert revise(given, recording, tools, Fake(colony=opinion)) == given


def test_supported_becomes_contradicted(recording, tools):
    given = finding(Verdict.SUPPORTED, found_s=60, confidence=0.97)
    found = revise(given, recording, tools, Fake(colony=DENIES))
    assert (found.verdict, found.reason, found.found_ms) == (
        *(Verdict.CONTRADICTED, "differs", 60_000),
    )
    assert found.confidence == 0.02
    assert found.detail == "the harbour's pilot: the speech says otherwise"
    assert "The colony stays warm" in found.heard


def test_what_is_said_at_another_place_is_not_contradicted(recording, tools):
    given = finding(Verdict.SUPPORTED, found_s=60, candidates=[(240, 0.5)])
    assert revise(given, recording, tools, Fake(colony=DENIES, tide=SAYS)) == given


@pytest.mark.parametrize(("confidence", "is_lowered"), [(0.75, True), (0.95, False)])
def test_supported_becomes_not_found_unless_the_words_are_sure(
    confidence, is_lowered, recording, tools
):
    given = finding(Verdict.SUPPORTED, found_s=60, confidence=confidence)
    found = revise(given, recording, tools, Fake())
    assert (found != given) is is_lowered
    if is_lowered:
        assert (found.verdict, found.found_ms) == (Verdict.NOT_FOUND, None)
        assert found.detail == "the harbour's pilot: said at none of the 1 likeliest places"


def test_misplaced_becomes_supported_where_it_is_said_at_the_stamp(recording, tools):
    given = finding(Verdict.MISPLACED, found_s=240, confidence=0.1, candidates=[(240, 0.8)])
    found = revise(given, recording, tools, Fake(colony=SAYS))
    assert (found.verdict, found.found_ms, found.confidence) == (Verdict.SUPPORTED, 60_000, 0.95)
    assert found.offset_ms == 0


def test_misplaced_becomes_contradicted(recording, tools):
    given = finding(Verdict.MISPLACED, found_s=240, confidence=0.1, candidates=[(240, 0.95)])
    found = revise(given, recording, tools, Fake(tide=DENIES))
    assert (found.verdict, found.found_ms) == (Verdict.CONTRADICTED, 240_000)


@pytest.mark.parametrize(("confidence", "is_lowered"), [(0.6, True), (0.95, False)])
def test_misplaced_becomes_not_found_unless_the_words_are_sure(
    confidence, is_lowered, recording, tools
):
    candidates = [(240, confidence)]
    given = finding(Verdict.MISPLACED, found_s=240, confidence=0.1, candidates=candidates)
    found = revise(given, recording, tools, Fake())
    assert found.verdict is (Verdict.NOT_FOUND if is_lowered else Verdict.MISPLACED)


def test_not_found_is_found_at_the_stamp(recording, tools):
    given = finding(Verdict.NOT_FOUND, confidence=0.1)
    found = revise(given, recording, tools, Fake(colony=SAYS))
    assert (found.verdict, found.found_ms) == (Verdict.SUPPORTED, 60_000)
    assert found.detail == "the harbour's pilot: it is said here"


def test_not_found_is_found_where_the_words_point_to(recording, tools):
    claim = "A harbour lets no ships in without the tide."
    given = finding(Verdict.NOT_FOUND, confidence=0.1, claim=claim)
    judge = Fake(tide=SAYS)
    found = revise(given, recording, tools, judge)
    assert found.verdict is Verdict.MISPLACED
    assert abs(found.found_ms - 240_000) <= 10_000
    assert found.candidates == ()  # so that no stamp is moved on a judge's word alone
    ((asked, stretches),) = judge.asked
    assert asked == claim
    assert 2 <= len(stretches) <= 3
    assert "The colony" in stretches[0]


def test_not_found_is_not_contradicted_by_speech_on_something_else(recording, tools):
    given = finding(Verdict.NOT_FOUND, confidence=0.1)
    assert revise(given, recording, tools, Fake(colony=DENIES)) == given


def test_no_more_stretches_than_the_settings_say(recording, tools):
    candidates = [(s, 0.5) for s in (100, 104, 150, 200, 240)]
    given = finding(Verdict.MISPLACED, found_s=100, confidence=0.1, candidates=candidates)
    judge = Fake(queen=SAYS)
    revise(given, recording, tools, judge)
    ((_, stretches),) = judge.asked
    assert len(stretches) == 3
    assert "one queen" in stretches[2]  # 104 is the same stretch as 100


@pytest.mark.parametrize("verdict", [Verdict.CONTRADICTED, Verdict.UNCHECKED])
def test_other_verdicts_are_not_asked_about(verdict, recording, tools):
    given = finding(verdict)
    judge = Fake()
    assert revise(given, recording, tools, judge) == given
    assert judge.asked == []


def test_a_rerun_does_not_ask_again(recording, tools):
    given = finding(Verdict.SUPPORTED, found_s=60)
    first = revise(given, recording, tools, Fake(colony=DENIES))
    later = Fake(colony=SAYS)
    assert revise(given, recording, tools, later) == first
    assert later.asked == []
    later.identity = "2"
    assert revise(given, recording, tools, later) == given


@pytest.mark.parametrize("kind", [JudgeError, WeightsError])
def test_where_the_judge_fails_the_verdict_stays(kind, recording, tools, caplog):
    given = [finding(Verdict.SUPPORTED, found_s=s, at_s=s, claim=f"Bees {s}.") for s in (60, 150)]
    tools.judge = Fake(colony=kind("no pilot", hint="wait"), queen=DENIES)
    first, second = revised(given, recording, tools)
    assert first == given[0]
    assert second.verdict is Verdict.CONTRADICTED
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "no second opinion on 1 claim: no pilot (wait)" in caplog.text


def test_a_judge_that_keeps_failing_is_left_alone(recording, tools, caplog):
    claims = [f"Bees {i}." for i in range(20)]
    given = [finding(Verdict.SUPPORTED, found_s=60, claim=claim) for claim in claims]
    tools.judge = Fake(colony=JudgeError("no pilot"))
    assert revised(given, recording, tools) == tuple(given)
    assert len(tools.judge.asked) == 3
    (record,) = caplog.records
    assert "no second opinion on 20 claims: no pilot" in record.getMessage()


def test_reasons_of_what_was_not_checked_stay(recording, tools):
    given = Finding(finding(Verdict.SUPPORTED).citation, Verdict.UNCHECKED, reason=Reason.NO_CLAIM)
    assert revise(given, recording, tools, Fake()) == given


def test_a_given_transcript_is_judged_with_the_second_judge(tools, tmp_path):
    said = [{"start": s, "end": s + 5, "text": text} for s, text in _SAID.items()]
    (tmp_path / "talk.json").write_text(json.dumps(said))
    cited = finding(Verdict.UNCHECKED, claim="The colony stays warm in the snow.").citation
    tools.judge = Fake(colony=DENIES)
    (found,) = judge_given(Job("talk", (cited,)), tmp_path / "talk.json", tools)
    assert found.verdict is Verdict.CONTRADICTED
    assert found.detail.startswith(tools.judge.name)
