from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.config import ReelSettings
from clipper.model import Citation, Finding, Media, Reading, Source, Span, Verdict
from clipper.steps.choice import Why, alike, choose
from clipper.steps.desk import Desk

HOUR_MS = 3_600_000


class Cited:
    """A desk on which citations lie that were judged and placed."""

    def __init__(self):
        self.desk, self.citations = Desk(), []

    def add(self, claim, at_s, *, source="a", confidence=None, verdict="supported", **about):
        media = Media(Source(source), Path(source), f"digest {source}", HOUR_MS, "aac", None)
        reading = Reading("m:s", at_s * 1000)
        citation = Citation(
            "n.md", len(self.citations) + 1, 1, "1:00", (reading,), claim, source=source, **about
        )
        self.citations.append(citation)
        self.desk.media.setdefault(source, media)
        self.desk.readings[citation] = reading
        self.desk.spans[citation] = Span(at_s * 1000, (at_s + 20) * 1000)
        if verdict is not None:
            found = Finding(citation, Verdict(verdict), confidence=confidence, reading=reading)
            self.desk.findings[citation] = found
        return self

    def choose(self, *, is_checked=True, between_ms=0, **settings):
        wanted = ReelSettings(**settings)
        found = choose(
            self.citations, self.desk, wanted, is_checked=is_checked, between_ms=between_ms
        )
        self.left_out = dict(found.left_out)
        return [
            (s.media.source.id, s.span.start_ms // 1000, [m.citation.claim for m in s.moments])
            for s in found.stretches
        ]


def three():
    cited = Cited().add("Bees dance.", 500, confidence=0.7).add("Salt eats.", 100, confidence=0.6)
    return cited.add("Tides turn.", 300, source="b", confidence=0.9)


@pytest.mark.parametrize(
    ("order", "expected"),
    [("note", [500, 100, 300]), ("time", [100, 500, 300]), ("confidence", [300, 500, 100])],
)
def test_orders(order, expected):
    assert [start_s for _, start_s, _ in three().choose(order=order)] == expected


def test_only_what_is_supported_unless_told_otherwise():
    cited = three().add("Wrong.", 700, verdict="contradicted").add("New.", 800, verdict=None)
    assert len(cited.choose()) == 3
    assert cited.left_out == {Why.VERDICT: 2}
    assert [c for _, _, c in cited.choose(verdicts=("contradicted",))] == [["Wrong."]]
    assert len(cited.choose(is_checked=False)) == 5
    assert cited.left_out == {}


def test_nothing_is_heard_twice():
    cited = Cited().add("Second.", 110).add("Elsewhere.", 111, source="b").add("First.", 100)
    assert cited.choose() == [("a", 100, ["First.", "Second."]), ("b", 111, ["Elsewhere."])]


def test_the_surest_of_what_says_the_same():
    cited = Cited().add("The gates close at high tide.", 100, confidence=0.6)
    cited.add("Salt eats everything here.", 200, confidence=0.6)
    cited.add("At high tide, the gates close.", 300, source="b", confidence=0.8)
    assert [start_s for _, start_s, _ in cited.choose()] == [200, 300]
    assert cited.left_out == {Why.DUPLICATE: 1}
    assert len(cited.choose(duplicates=True)) == 3


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("The barrier cost 340 million pounds.", "The barrier cost 340 million pounds!", True),
        ("The barrier cost 340 million pounds.", "The barrier cost 430 million pounds.", False),
        ("They close on a single forecast.", "They never close on a single forecast.", False),
        ("The gates close.", "The gates close when the wind is from the north-west.", False),
        ("It is so.", "So it is.", True),
        ("Yes.", "Yes.", False),
        ("", "", False),
        ("Der Damm hält der Flut stand.", "Der Damm hält der Flut stand", True),
    ],
)
def test_what_says_nearly_the_same(one, other, expected):
    assert alike(one, other) is alike(other, one) is expected


def test_the_surest_that_fit_in_the_asked_order():
    cited = three()
    assert [start_s for _, start_s, _ in cited.choose(max_duration_s=45)] == [500, 300]
    assert cited.left_out == {Why.TOO_LONG: 1}
    # Gaps count, and what two claims share does not count twice.
    assert len(cited.choose(max_duration_s=40, between_ms=1)) == 1
    cited.add("Tides turn again, later.", 305, source="b", confidence=0.1)
    assert cited.choose(max_duration_s=45)[1][2] == ["Tides turn.", "Tides turn again, later."]
    assert cited.choose(max_duration_s=19) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("SALT", ["Salt eats gates."]),
        ("eats harbour", ["Salt eats gates."]),
        ("gate", ["Salt eats gates."]),
        ("alt", []),
        ("salt bees", []),
        ("(", []),
        ("潮汐", ["月亮引起潮汐。"]),
        ("", ["Salt eats gates.", "月亮引起潮汐。"]),
    ],
)
def test_words(words, expected):
    cited = (
        Cited().add("Salt eats gates.", 100, heading=("The harbour",)).add("月亮引起潮汐。", 400)
    )
    assert [claim for _, _, claims in cited.choose(match=words) for claim in claims] == expected
    assert sum(cited.left_out.values()) == 2 - len(expected)


def test_what_cannot_be_shown():
    cited = three()
    mute = Media(Source("b"), Path("b"), "digest b", HOUR_MS, None, "h264")
    cited.desk.media["b"] = mute
    cited.add("Never fetched.", 1).add("Past the end.", 2)
    del cited.desk.readings[cited.citations[-1]]
    del cited.desk.spans[cited.citations[-2]]
    for citation in cited.citations[-2:]:
        del cited.desk.findings[citation]
    assert len(cited.choose(is_checked=False)) == 2
    assert cited.left_out == {Why.NO_MOMENT: 2, Why.NO_SOUND: 1}
    assert len(cited.choose(is_checked=False, format="mp4")) == 3


moments = st.lists(
    st.tuples(st.integers(0, 3000), st.sampled_from("ab"), st.floats(0, 1)), max_size=12
)


@given(moments, st.sampled_from(["note", "time", "confidence"]), st.floats(0, 200))
def test_nothing_is_lost_and_nothing_comes_twice(found, order, limit_s):
    cited = Cited()
    for number, (at_s, source, confidence) in enumerate(found):
        cited.add(f"Claim {number}", at_s, source=source, confidence=confidence)
    limit_s = round(limit_s, 3)
    settings = ReelSettings(order=order, max_duration_s=limit_s)
    choice = choose(cited.citations, cited.desk, settings, is_checked=True, between_ms=400)
    shown = [moment.citation for each in choice.stretches for moment in each.moments]
    assert len(shown) + sum(count for _, count in choice.left_out) == len(cited.citations)
    assert len(set(shown)) == len(shown)
    for one in choice.stretches:
        for moment in one.moments:
            assert one.span.contains(moment.span)
        for other in choice.stretches:
            same = one.media == other.media and one.span.overlaps(other.span)
            assert one is other or not same
    if limit_s and choice.stretches:
        lengths_ms = [each.span.length_ms for each in choice.stretches]
        assert sum(lengths_ms) + 400 * (len(lengths_ms) - 1) <= limit_s * 1000 + 0.5
