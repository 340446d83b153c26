import pytest
from sheets import row

from clipper.exports.sheet import Recording, Sheet, doubted, one_line, title
from clipper.model import Span, Verdict


def test_rows_of_one_span_share_a_shot():
    here, there = Span(0, 9_000), Span(5_000, 14_000)
    sheet = Sheet(
        "n.md", "n", (row("a", 1, span=here), row("b", 2, span=there), row("c", 3, span=here))
    )
    assert [[r.citation.claim for r in shot.rows] for shot in sheet.shots()] == [["a", "c"], ["b"]]


def test_moments_are_in_the_order_of_time():
    rows = (row("late", 1, span=Span(50_000, 60_000)), row("early", 2), row("early too", 3))
    found = [r.citation.claim for _, r in Sheet("n.md", "n", rows).moments()]
    assert found == ["early", "early too", "late"]


def test_only_keeps_what_was_not_judged():
    rows = (row("a"), row("b", verdict=Verdict.NOT_FOUND), row("c", verdict=Verdict.SUPPORTED))
    sheet = Sheet("n.md", "n", rows)
    assert [r.citation.claim for r in sheet.only(("supported",)).rows] == ["a", "c"]
    assert sheet.only(None) is sheet


@pytest.mark.parametrize(
    ("url", "at"),
    [
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "&t=75s"),
        ("https://youtu.be/AbCdEfGhIjK", "?t=75s"),
        ("https://example.org/a.mp4?k=1", "#t=75"),
        ("", ""),
    ],
)
def test_an_address_with_the_moment(url, at):
    assert Recording("x", url).url_at(75_900) == url + at


def test_a_fragment_gives_way_to_the_moment():
    assert Recording("x", "https://e.org/a.mp4#t=3").url_at(5_000) == "https://e.org/a.mp4#t=5"


@pytest.mark.parametrize(
    ("text", "short"),
    [("one two three", "one two…"), ("onetwothree", "onetwoth…"), ("one, twothree", "one…")],
)
def test_long_texts_are_shortened_at_a_word(text, short):
    assert one_line(text, 9) == short
    assert len(short) <= 9


def test_a_title_without_claim_is_the_heading():
    assert title(row("")) == "Part one"


def test_a_title_tells_what_is_not_said_there():
    assert doubted(row("a", verdict=Verdict.NOT_FOUND)) == "[not found] a"
    assert doubted(row("a", verdict=Verdict.SUPPORTED)) == "a"
