from importlib.resources import files

import pytest

from clipper.verify.polarity import affirmed, denied, opposite, undenied

DENIED = [
    ("The keeper does not feed the bees in winter.", "In winter the keeper feeds the bees."),
    ("The clock can't be wound by hand.", "And you wind the clock by hand."),
    ("The harbour works without a pilot.", "A pilot takes you through the harbour."),
    (
        "The town's bell never cracked, though struck by day.",
        "The bell of the town is struck by day.",
    ),
    ("Ships rarely anchor at the pier.", "They anchor at the pier, all of them."),
]
NOT_DENIED = [
    ("Because charts do not settle it, a lead is used.", "So you take a lead, a heavy one."),
    ("Yes/no questions find the queen.", "A few questions find the queen."),
    ("The keeper does not feed the bees.", "You don't feed the bees, ever."),
    ("Bees sting not only the keeper.", "Bees sting the keeper."),
    ("It is unclear whether or not bees sleep.", "Do bees sleep?"),
    ("The clock no longer strikes at night.", "The clock used to strike at night."),
    ("The keeper does not feed the bees.", "The weather is fine."),
    ("Lamps like these do not flicker.", "So unlike candles, lamps, they glow."),
    ("The keeper must not open hives.", "The keeper avoids it, opening the hives."),
    ("The keeper feeds the bees.", "The keeper feeds the bees."),
]


@pytest.mark.parametrize(("claim", "said"), DENIED)
def test_a_denial_of_what_is_said(claim, said):
    assert denied(claim, [said])


@pytest.mark.parametrize(("claim", "said"), NOT_DENIED)
def test_no_denial_of_what_is_said(claim, said):
    assert denied(claim, [said]) == ""


def test_a_denial_that_nobody_makes_is_remarked_on():
    assert undenied("Bees do not sleep.", ["They are up all night."])
    assert undenied("Bees do not sleep.", ["They never rest."]) == ""
    assert undenied("Bees sleep.", ["They are up all night."]) == ""


AFFIRMED = [
    ("The clock strikes at night.", "The clock doesn't strike at night."),
    ("The pilot takes every ship through the fog.", "No pilot takes a ship through fog."),
]
NOT_AFFIRMED = [
    ("They sink in turn to avoid sending a wave up the canal.", "So they don't send a wave up."),
    ("A hive's work is of many tasks.", "Nobody's work in the hive is one task."),
    ("Clocks lose time in winter.", "Not every clock loses time in winter."),
    ("The clock strikes at night.", "The clock strikes. It doesn't matter who winds it."),
    ("The clock never strikes at night.", "The clock doesn't strike at night."),
    ("The bell is hung in the middle.", "I don't know, the bell, it hung there in the middle."),
    ("Drones are fed by workers.", "Drones don't gather anything themselves, workers feed them."),
]


@pytest.mark.parametrize(("claim", "said"), AFFIRMED)
def test_a_claim_of_what_the_speech_denies(claim, said):
    assert affirmed(claim, [said])


@pytest.mark.parametrize(("claim", "said"), NOT_AFFIRMED)
def test_no_claim_of_what_the_speech_denies(claim, said):
    assert affirmed(claim, said.split(". ")) == ""


OPPOSITES = [
    ("Honey prices rose in spring.", "In spring the honey prices fell."),
    ("The council rejected the second deck.", "The council accepted a second deck."),
    ("Bees are active before the rain.", "After the rain the bees are active."),
    ("A small harbour needs a pilot.", "A huge harbour needs a pilot."),
    ("It is unlikely that bees swarm in May.", "It's likely that they swarm in May."),
    ("Smoke is ineffective against wasps.", "Smoke is effective against wasps."),
    ("It is irrelevant for the clock.", "That's crucial for the clock."),
    ("Smoke makes it impossible to inspect the hive.", "It makes it possible to inspect a hive."),
]
NO_OPPOSITES = [
    ("Bronze bells are louder than iron ones.", "An iron bell is quieter than a bronze one."),
    ("Honey prices rose in spring.", "In spring the honey prices went up, they grew."),
    ("Honey is cheap in spring.", "Honey is not expensive in spring."),
    ("Honey is not cheap in spring.", "Honey is expensive in spring."),
    ("Honey prices rose in spring.", "Wax is another matter: it fell."),
    ("Small and large hives need air.", "Large hives need air."),
    ("Small hives need air.", "Large hives need air, small hives too."),
    ("The clock was improved in spring.", "The clock was proved right in spring."),
    ("Unlike wasps, bees die of it.", "Like wasps, I mean not like wasps, bees die of it."),
]


@pytest.mark.parametrize(("claim", "said"), OPPOSITES)
def test_the_opposite_is_noticed(claim, said):
    assert opposite(claim, [said], [said])


@pytest.mark.parametrize(("claim", "said"), NO_OPPOSITES)
def test_no_opposite_is_made_up(claim, said):
    assert opposite(claim, [said], [said]) == ""


def test_the_message_names_both_words():
    said = ["In spring the honey prices fell."]
    assert opposite("Honey prices rose.", said, said) == "the note says 'rose', the speech 'fell'"


def test_each_row_of_the_list_has_two_sides_that_share_no_word():
    text = files("clipper.verify").joinpath("data/opposites.txt").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if not row.startswith("#")]
    assert len(rows) == len(set(rows))
    for row in rows:
        one, other = (set(side.split()) for side in row.split("/"))
        assert one
        assert other
        assert not one & other, row
