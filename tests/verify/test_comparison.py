import pytest

from clipper.verify.comparison import swapped

SWAPPED = [
    (
        "Winding a clock by hand is easier than setting it by radio.",
        "Setting it by radio is still far easier, everyone does.",
    ),
    ("Drones are bigger than workers.", "A worker is bigger than a drone."),
    ("Bronze bells cost more than iron bells.", "Oh, iron costs more than bronze does."),
    ("Ferries are less reliable than barges.", "A barge is less reliable than any ferry."),
]
STRAIGHT = [
    (
        "Winding a clock by hand is easier than setting it by radio.",
        "Winding it by hand is still far easier.",
    ),
    ("Drones are bigger than workers.", "A drone is bigger than a worker."),
    ("Drones are bigger than workers.", "A worker is smaller than a drone."),
    ("Drones are bigger than workers.", "Workers are busier."),
    ("They use oars rather than sails.", "They use sails rather than paddles."),
    ("Drones are big.", "A worker is bigger than a drone."),
    ("than", "than"),
    ("", ""),
]


@pytest.mark.parametrize(("claim", "said"), SWAPPED)
def test_the_same_things_the_other_way_round(claim, said):
    assert swapped(claim, [said])


@pytest.mark.parametrize(("claim", "said"), STRAIGHT)
def test_no_other_order(claim, said):
    assert swapped(claim, [said]) == ""


def test_the_message_names_the_comparative():
    message = swapped("Drones are bigger than workers.", ["A worker is bigger than a drone."])
    assert message == "the note says 'bigger' of the other one"
