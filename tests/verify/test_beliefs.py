import pytest

from clipper.verify.beliefs import refuted

REFUTED = [
    ("The clock was moved to the harbour.",
     "People think that the clock was moved to the harbour. It wasn't."),
    ("Smoke puts the bees to sleep.",
     "They'll tell you smoke makes bees sleep. And that's just not so."),
    ("A swarm may travel for a month.", "Some are promising you a month. I just don't see it."),
    ("The bell was melted down for coins.",
     "Now the way it gets told is that they melted the bell. That never happened."),
    ("The pilot sleeps aboard.",
     "You'd think the pilot sleeps aboard. Well, he does not, it's a myth."),
    ("The tower leans.", "It is a myth that the tower leans. It's wrong."),
    ("The hive freezes in January.", "So does the hive freeze in January? No."),
    ("Bees struggle with purple flowers.",
     "Everybody says bees can't see purple. But they do, and well."),
    ("Queens choose the site.",
     "People assume that what happens is that queens choose. We know that's false."),
]  # fmt: skip
NOT_REFUTED = [
    ("People think that the clock was moved.", "People think the clock was moved. It wasn't."),
    ("The clock was not moved.", "People think that the clock was moved. It wasn't."),
    ("The clock was moved.", "People think that the clock was moved. It was, in spring."),
    ("The clock was moved.", "I think the clock was moved. That's no secret."),
    ("The town repaired the bridge.", "People think that the clock was moved. It wasn't."),
    ("Bees see purple.", "Everybody says bees can't see purple. But they do."),
    ("The clock was moved.", "They say, we moved the clock. It's not what they planned."),
    ("The hive freezes in January.", "When does the hive freeze? No month is safe."),
    ("The hive freezes in January.", "Does the hive freeze in January? It does."),
    ("The clock was moved.", "People think that the clock was moved."),
    ("", ""),
]


@pytest.mark.parametrize(("claim", "said"), REFUTED)
def test_what_is_brought_up_to_be_denied_is_refuted(claim, said):
    assert refuted(claim, _sentences(said))


@pytest.mark.parametrize(("claim", "said"), NOT_REFUTED)
def test_what_is_not_denied_is_left_alone(claim, said):
    assert refuted(claim, _sentences(said)) == ""


def _sentences(text):
    return text.replace(". ", ".\n").replace("? ", "?\n").split("\n")
