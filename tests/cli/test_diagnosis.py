"""A note that is wrong as a whole is told so first, by `clipper check` as it is typed."""

import json

import pytest

from clipper.cli.main import call
from clipper.times import clock

# What the keeper says, a sentence every twelve seconds.
TALK = (
    "Welcome to the roof garden, where fourteen hives stand above the old customs house.",
    "A queen lays about fifteen hundred eggs on a warm day in June.",
    "Drones are thrown out of the hive when the nights become cold.",
    "We feed sugar syrup in October, because ivy nectar sets hard in the comb.",
    "The smoker burns dried lavender and calms the guards at the entrance.",
    "Varroa mites are counted on a sticky board under the mesh floor.",
    "A swarm settled once on the crane by the ferry terminal.",
    "Wax moths ruin stored frames unless these are frozen for two days.",
    "Lime trees along the tram line give most of our summer honey.",
    "The clock tower shades the western hives until ten in the morning.",
    "Foragers fly three kilometres to the allotments beyond the canal.",
    "Robbing begins as soon as somebody spills honey near a weak colony.",
    "We mark each queen with a dot of blue paint on her back.",
    "Hornets hover before the landing board and catch tired workers.",
    "In winter the cluster shivers to keep its middle at thirty degrees.",
)
CITED = (1, 2, 4, 5, 7, 9, 10, 12, 13)
ELSEWHERE = (
    "The escapement of a turret clock is driven by a falling weight.",
    "Pilots board the tanker from a small cutter outside the breakwater.",
    "A pendulum of invar hardly lengthens in the heat.",
    "Dredgers remove forty barges of silt from the basin every spring.",
    "Enamel dials crack when a repairer presses their feet.",
    "The lock keeper rings a bell before he opens the sluice.",
)


def sentence_at(number):
    return 12 * number


def line(second, words, *, like="{clock}"):
    minutes = f"{second // 60:02d}:{second % 60:02d}:00"
    return f"- {words} [{like.format(clock=clock(second * 1000), minutes=minutes)}]\n"


@pytest.fixture
def check(tmp_path, capsys, monkeypatch):
    """What `clipper check` prints for the lines of a note."""
    monkeypatch.chdir(tmp_path)
    rows = [
        {"start": sentence_at(n), "end": sentence_at(n) + 7, "text": words}
        for n, words in enumerate(TALK)
    ]
    (tmp_path / "talk.json").write_text(json.dumps(rows))

    def checked(lines, *options):
        head = "---\nvideoId: roof-garden\n---\n\n"
        (tmp_path / "n.md").write_text(head + "".join(lines))
        call(["check", "n.md", "--transcript", "talk.json", *options])
        return capsys.readouterr().out

    return checked


def row(document):
    (note,) = json.loads(document)["notes"]
    return note


def test_every_stamp_late(check):
    lines = [line(sentence_at(n) + 34, TALK[n]) for n in CITED]
    note = row(check(lines, "--json"))
    assert (note["note"], note["kind"]) == ("n.md", "offset")
    assert abs(note["offset_ms"] + 34_000) <= 2_000
    first, second, *_ = check(lines).splitlines()
    assert first.startswith("n.md: ")
    assert second.startswith("  the whole note: its times are 34 s late (")
    assert second.endswith("; 'clipper fix' corrects the stamps that were found")


def test_minutes_in_the_place_of_hours(check):
    lines = [line(sentence_at(n), TALK[n], like="{minutes}") for n in CITED]
    note = row(check(lines, "--json"))
    assert (note["kind"], note["agreeing"]) == ("unit", len(CITED))
    assert note["diagnosis"].startswith("its times read as MM:SS:00, minutes and seconds (")


def test_another_recording(check):
    note = row(check([line(20 * n, words) for n, words in enumerate(ELSEWHERE, 1)], "--json"))
    assert note["kind"] == "recording"
    assert note["diagnosis"].startswith("it seems to be about another video: ")


def test_a_right_note_with_an_error(check):
    lines = [line(sentence_at(n) + 60 * (n == 2), TALK[n]) for n in CITED]
    assert set(row(check(lines, "--json"))) == {"note", "sha256"}
    assert "the whole note" not in check(lines)
