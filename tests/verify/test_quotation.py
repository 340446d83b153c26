import pytest

from clipper.verify.quotation import misquoted

SAID = ["Ask not what the harbour can do for you.", "Ask what you can do for the harbour."]


@pytest.mark.parametrize(
    ("claim", "is_turned"),
    [
        ("Ask what the harbour can do for you", True),
        ("Ask not what the harbour can do for you", False),
        ("The harbour never asks", False),
        ("", False),
    ],
)
def test_a_quotation_is_turned_by_a_denial_on_one_side(claim, is_turned):
    assert bool(misquoted(claim, SAID)) is is_turned
