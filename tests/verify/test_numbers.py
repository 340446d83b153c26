import pytest

from clipper.verify.numbers import displaced, numbers, rivals


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("three hundred million bees", ["300000000"]),
        ("1.5 million, 2k and 3.5bn", ["1500000", "2000", "3500000000"]),
        ("one and a half million", ["1500000"]),
        ("half a million", ["500000"]),
        ("a year and a half, or one hour and a half", ["1.5 year", "1.5 hour"]),
        ("zero point nine, point nine", ["0.9", "0.9"]),
        ("12,500 at (2,1)", ["12500", "2", "1"]),
        ("$40 and 30%", ["40 $", "30 %"]),
        ("nineteen eighty-four and the '80s", ["1984", "1980"]),
        ("a 3-foot pole, 5 - 10 minutes", ["3 foot", "5", "10 minutes"]),
        ("x\u00b2 and \u00bd", []),
        ("", []),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text, found):
    assert [str(number) for number in numbers(text)] == found


SAME = [
    ("62 gates", "sixty-two gates"),
    ("95%", "0.95 of them"),
    ("24 months", "two years"),
    ("8 km", "five miles"),
    ("50% of the bees", "half of the bees"),
    ("2 hives", "a couple of hives"),
    ("12 hives", "a dozen hives"),
    ("3 times", "the third time"),
    ("1990s", "the nineties"),
    ("in the 1940s", "in 1948"),
    ("1,400 homes", "1,410 homes"),
    ("18 months", "a year and a half"),
    ("30 seconds", "thirty, I think"),
    ("Step 2: feed them", "Then one feeds them, for 5 days."),
    ("Example 4: a hive", "Say, a hive with 9 frames."),
    ("In 1 way it helps", "It helps for 5 days."),
    ("The B2B trade", "They trade for 5 days."),
]
OTHER = [
    ("30 minutes", "thirty seconds"),
    ("5 miles", "5 kilometres"),
    ("30 percent", "30 dollars"),
    ("3 million", "3 billion"),
    ("in 1931", "in 1948"),
    ("0.7 of them", "0.9 of them"),
    ("1 hour", "2 hours"),
]


@pytest.mark.parametrize(("claim", "said"), SAME)
def test_a_number_said_in_any_wording_is_said(claim, said):
    assert list(rivals(claim, [said], [said])) == []


@pytest.mark.parametrize(("claim", "said"), OTHER)
def test_another_number_is_a_rival(claim, said):
    assert [number for number, _ in rivals(claim, [said], [])] == list(numbers(claim))


def test_the_rival_beside_the_same_words_comes_first():
    said = ["We have 9 boats, then 14 lamps, and 3 bells."]
    ((_, instead),) = rivals("There are 12 lamps in the harbour.", said, said)
    assert instead[0].value == 14


def test_what_counts_something_else_is_no_rival():
    ((_, instead),) = rivals(
        "It took 12 minutes.", ["It cost $9 in 1931."], ["It cost $9 in 1931."]
    )
    assert instead == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("15", "50", True),
        ("90 bees", "19 bees", True),
        ("115", "150", True),
        ("13 thousand", "30 thousand", True),
        ("15", "60", False),
        ("12", "20", False),
        ("15", "250", False),
    ],
)
def test_teens_sound_like_tens(one, other, alike):
    (a,), (b,) = numbers(one), numbers(other)
    assert a.sounds_like(b) is b.sounds_like(a) is alike


DISPLACED = [
    ("They spent only 2% of their time on wax.", "They spent only 8% of their time on it."),
    ("Level 9 is for the harbour.", "And level five, that is for the harbour."),
    ("Rule 3 forbids smoke.", "Rule two forbids smoke."),
    ("It was scaled down by 1/8 for the model.", "So it was scaled down by one third."),
]
IN_PLACE = [
    ("They spent 8% of their time on wax.", "They spent 8% of it, and 5% of their time on honey."),
    ("Rule 3 forbids smoke.", "There is rule two, and rule three."),
    ("It has 3 bells in the tower.", "There are 5 lamps on the pier."),
    ("There is 1 bell in the tower.", "There are 5 bells in the tower."),
]


@pytest.mark.parametrize(("claim", "said"), DISPLACED)
def test_another_number_in_the_same_place(claim, said):
    assert list(displaced(claim, [said], said))


@pytest.mark.parametrize(("claim", "said"), IN_PLACE)
def test_no_other_number_in_its_place(claim, said):
    assert list(displaced(claim, [said], said)) == []


def test_a_number_said_near_by_of_something_else_is_displaced():
    near = ["Either of the 2 keepers came.", "They spent only 8% of their time on it."]
    ((number, other),) = displaced("They spent only 2% of their time on wax.", near, near[1])
    assert (str(number), str(other)) == ("2 %", "8 %")


def test_a_number_said_near_by_in_the_same_place_is_said():
    near = ["Rule three forbids smoke.", "Rule two forbids wax."]
    assert list(displaced("Rule 3 forbids smoke.", near, near[1])) == []
