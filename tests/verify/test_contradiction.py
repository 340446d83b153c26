import time

import pytest
from speech import transcript

from clipper.model import Span
from clipper.verify.claim import claim_in
from clipper.verify.contradiction import compare, contradiction, remark
from clipper.verify.recording import index


def compared(what, claim, *said):
    recording = index(transcript(lines=list(said)))
    return what(compare(claim_in(claim, recording), Span(0, 30_000), recording.sentences))


DIFFERENT = [
    ("The barrier has 82 gates.", "It has got 62 gates."),
    ("The barrier has eighty gates.", "The barrier has got 62 gates."),
    ("It cost 340 million pounds.", "It cost us 210 million pounds in the end."),
    ("Sales rose by 20 percent in spring.", "In spring sales rose by 35%."),
    ("A cheap gauge is worth less than a model.", "A cheap gauge is worth more than a model."),
    ("We always close on a single forecast.", "But we never close on a single forecast."),
    ("They did reach the far harbour in time.", "They did not reach the far harbour in time."),
    ("They didn't reach the far harbour in time.", "They did reach the far harbour in time."),
    ("A drone is louder than a worker.", "Well, a worker is louder than a drone."),
    ("The lamp went to Quillby.", "People say that the lamp went to Quillby. It never did."),
    ("Rule 3 forbids smoke.", "Rule two forbids smoke."),
    ("The lamp was built by Tillotson's men.", "The lamp, that was built by Kesterham's men."),
]
ALIKE = [
    ("The barrier has 62 gates.", "It's got sixty-two gates, as you said."),
    ("It cost 340 million.", "It was meant to cost 210 million. It cost 340 million."),
    ("Traffic grew in the 1990s.", "Back in the nineties traffic grew a lot, in the 90s."),
    ("About 1,400 homes were hit.", "It hit 1,410 homes."),
    ("Gates sink in turn to avoid waves.", "We lower gates in turn so they don't make waves."),
    ("It's lowered to avoid sending a wave up.", "We lower it, so we don't send a wave up."),
    ("Salt eats everything.", "Salt eats everything."),
    ("", "Salt eats everything."),
    ("The bridge stays open in wind.", "We never close the bridge for wind."),
    ("The hive has fifteen frames.", "The hive, it has got fifty frames."),  # misheard, it may be
]  # fmt: skip


@pytest.mark.parametrize(("claim", "said"), DIFFERENT)
def test_what_differs_is_named(claim, said):
    assert compared(contradiction, claim, said)


@pytest.mark.parametrize(("claim", "said"), ALIKE)
def test_what_agrees_is_left_alone(claim, said):
    assert compared(contradiction, claim, said) == ""


def test_the_message_names_both_numbers():
    message = compared(contradiction, "There are 82 gates.", "There are 62 gates.")
    assert message == "the note says 82, the speech 62"


def test_a_number_said_half_a_minute_later_counts_as_said():
    later = ["And so on."] * 6 + ["Sixty-two, then."]
    assert compared(contradiction, "There are 62 gates.", "There are 60 gates.", *later) == ""


REMARKS = [
    ("The hive has 15 frames.", "The hive, it has got fifty frames.", "may say 50"),
    ("The hive has 15 frames.", "The hive, it has got frames.", "not heard"),
    ("No keeper wears gloves.", "Smoke is all one wears, really.", "denial"),
]


@pytest.mark.parametrize(("claim", "said", "words"), REMARKS)
def test_what_may_differ_is_remarked_on(claim, said, words):
    assert words in compared(remark, claim, said)


@pytest.mark.parametrize(("claim", "said"), ALIKE[:-1])
def test_nothing_is_remarked_on_where_both_agree(claim, said):
    assert compared(remark, claim, said) == ""


@pytest.mark.parametrize(
    "claim",
    ["[" * 100_000, "x" + " " * 185_000, "00:04:00 " * 2_082, "not 9," * 50_000, "9" * 200_000],
)
def test_hostile_claims_cost_little(claim):
    recording = index(transcript())
    hostile = claim_in(claim, recording)
    start = time.perf_counter()
    both = compare(hostile, Span(0, 30_000), recording.sentences[:2])
    contradiction(both)
    remark(both)
    assert time.perf_counter() - start < 2
