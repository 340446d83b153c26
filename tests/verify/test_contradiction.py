import pytest
from speech import transcript

from clipper.model import Span
from clipper.verify.contradiction import contradiction
from clipper.verify.evidence import claim_in, index


def differs(claim, *said):
    recording = index(transcript(lines=list(said)))
    return contradiction(claim_in(claim, recording), Span(0, 30_000), recording.sentences)


DIFFERENT = [
    ("The barrier has 82 gates.", "It has got 62 gates."),
    ("The barrier has eighty gates.", "The barrier has got 62 gates."),
    ("It cost 340 million pounds.", "It cost us 210 million pounds in the end."),
    ("Sales rose by 20 percent in spring.", "In spring sales rose by 30%."),
    ("A cheap gauge is worth less than a model.", "A cheap gauge is worth more than a model."),
    ("We always close on a single forecast.", "But we never close on a single forecast."),
    ("They did reach the far harbour in time.", "They did not reach the far harbour in time."),
    ("They didn't reach the far harbour in time.", "They did reach the far harbour in time."),
    (
        "Ask what we do for you, never what you do for us.",
        "Ask not what we do for you, ask what you do for us.",
    ),
]
ALIKE = [
    ("The barrier has 62 gates.", "It's got sixty-two gates, as you said."),
    ("It cost 340 million.", "It was meant to cost 210 million. It cost 340 million."),
    ("Traffic grew in the 1990s.", "Back in the nineties traffic grew a lot, in the 90s."),
    ("About 1,400 homes were hit.", "It hit 1,410 homes."),
    ("Gates sink in turn to avoid waves.", "We lower gates in turn so they don't make waves."),
    ("Salt eats everything.", "Salt eats everything."),
    ("", "Salt eats everything."),
    ("The bridge stays open in wind.", "We never close the bridge for wind."),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "said"), DIFFERENT)
def test_what_differs_is_named(claim, said):
    assert differs(claim, said)


@pytest.mark.parametrize(("claim", "said"), ALIKE)
def test_what_agrees_is_left_alone(claim, said):
    assert differs(claim, said) == ""


def test_the_message_names_both_numbers():
    assert (
        differs("There are 82 gates.", "There are 62 gates.") == "the note says 82, the speech 62"
    )
