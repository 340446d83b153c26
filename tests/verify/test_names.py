import pytest

from clipper.verify.names import replaced

REPLACED = [
    ("The plan of Engineer Tillotson was rejected.", "The plan of Engineer Marbury was rejected."),
    ("It was opened in October.", "So it was opened in March."),
    ("They meet every Tuesday.", "And on a Friday they meet."),
    ("The bell came from the foundry of Arlesford.", "That bell is from the foundry of Quillby."),
]
SAID = [
    ("The plan of Engineer Tillotson.", "The plan of Engineer Tillitson, and Marbury's plan."),
    ("The plan of Engineer Tillotson.", "He had a plan."),
    ("The foundry of Stonebridge.", "The foundry of Stone Bridge, not of Quillby."),
    ("It was opened in October.", "It was opened in October, not in March."),
    ("Swallows return every year. Lorries wait.", "The swallows of Quillby return, lorries wait."),
    ("On Engineers: A plan by Marbury.", "A plan by Marbury."),
    ("They say that I'm late.", "They say that Marbury's late."),
]


@pytest.mark.parametrize(("claim", "said"), REPLACED)
def test_another_name_beside_the_same_words(claim, said):
    assert replaced(claim, [said], [said])


@pytest.mark.parametrize(("claim", "said"), SAID)
def test_a_name_that_is_said_or_has_no_rival(claim, said):
    assert replaced(claim, [said], [said]) == ""


def test_the_message_names_both():
    said = ["It was opened in March."]
    message = replaced("It was opened in May.", said, said)
    assert message == "the note says 'May', the speech 'March'"
