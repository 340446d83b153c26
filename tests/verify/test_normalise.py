import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.verify.normalise import is_number, tokens

SAME = [
    ("three hundred million people", "300 million people"),
    ("three hundred million people", "300,000,000 people"),
    ("a 100x increase", "one hundred times increase"),
    ("99 percent", "99%"),
    ("nineteen ninety-six", "1996"),
    ("twenty twenty four", "2024"),
    ("$5", "5 dollars"),
    ("3.5bn", "3.5 billion"),
    ("The gates' weights", "gate weight"),
    ("doesn\u2019t matter", "does not matter"),
    ("well-known", "known"),
    ("two models", "2 models"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_the_same_thing_gives_the_same_words(a, b):
    assert tokens(a) == tokens(b)


@pytest.mark.parametrize(("a", "b"), [("62 gates", "82 gates"), ("first", "second"), ("9", "90")])
def test_different_things_stay_apart(a, b):
    assert tokens(a) != tokens(b)


def test_function_words_and_fillers_say_nothing():
    assert tokens("um, so you know, it's kind of the thing that I really mean") == ()


@given(st.text())
def test_any_text_has_words(text):
    for token in tokens(text):
        assert token
        assert not is_number(token) or float(token[1:]) >= 0
