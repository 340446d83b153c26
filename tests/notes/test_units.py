import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.model import Citation, Note
from clipper.notes.readings import End, candidates
from clipper.notes.siblings import Siblings
from clipper.notes.stamp import Stamp
from clipper.notes.units import units

M, H = 60_000, 3_600_000


def cite(stamp, label="", source="talk", note="note.md"):
    found = candidates(Stamp(0, 1, stamp, label))
    return Citation(note, 1, 1, stamp, found, "", source=source, label=label)


def in_force(stamps, end=None, *, is_known=True):
    cited = [cite(*s) if isinstance(s, tuple) else cite(s) for s in stamps]
    habits = units(cited, End(end, is_known) if end else None)
    return [habits.reading(citation).name for citation in cited]


# Ten moments of a talk of 42 minutes.
TALK = 42 * M
MOMENTS = [
    (0, 40),
    (2, 5),
    (7, 13),
    (11, 48),
    (17, 31),
    (22, 9),
    (28, 56),
    (33, 2),
    (36, 21),
    (41, 7),
]
SANE = [f"00:{m:02d}:{s:02d}" for m, s in MOMENTS]
SHIFTED = [f"{m:02d}:{s:02d}:00" for m, s in MOMENTS]
CONSTANT = [f"{m:02d}:{s:02d}:01" for m, s in MOMENTS]
TWICE = [f"{m:02d}:{s:02d}:{s:02d}" for m, s in MOMENTS]
HOURS = [f"03:{m:02d}:{s:02d}" for m, s in MOMENTS]
ROUNDED = [f"{h}:{m:02d}:00" for h in range(4) for m in range(0, 60, 5)]
LONG = [f"{h:02d}:{(h * 17) % 60:02d}:{(h * 23) % 60:02d}" for h in range(9)] * 2 + SANE * 2
BOTH = [f"{m}:{s:02d}" for m, s in MOMENTS] + [
    f"{h}:{m:02d}:00" for h in (1, 2) for m in (4, 12, 31)
]
LOST = [f"{m // 10 or m:02d}:{s:02d}:00" for m, s in MOMENTS]

WHOLE_NOTES = [
    ("sane", SANE, None, "h:m:s"),
    ("sane, known", SANE, TALK, "h:m:s"),
    ("shifted", SHIFTED, None, "m:s"),
    ("shifted, known", SHIFTED, TALK, "m:s"),
    ("constant last field", CONSTANT, None, "m:s"),
    ("constant last field, known", CONSTANT[1:], TALK, "m:s"),
    ("seconds twice", TWICE, None, "m:s"),
    ("an hour too many", HOURS, TALK, "0:b:c"),
    ("rounded to five minutes", ROUNDED, None, "h:m:s"),
    ("nine hours", LONG, 9 * H, "h:m:s"),
    ("too few to tell", SHIFTED[:3], None, "h:m:s"),
    ("far too long a recording for that", SHIFTED, 60 * H, "h:m:s"),
]


@pytest.mark.parametrize(("name", "stamps", "end", "wanted"), WHOLE_NOTES)
def test_the_reading_in_force(name, stamps, end, wanted):
    assert set(in_force(stamps, end)) == {wanted}, name


def test_short_and_long_times_side_by_side_are_meant_as_written():
    assert set(in_force(BOTH, 80 * M)) == {"m:s", "h:m:s"}
    assert in_force(BOTH, 80 * M)[-6:] == ["h:m:s"] * 6


def test_one_stamp_past_the_end_of_a_sane_note():
    assert in_force([*SANE, "03:08:00"], TALK)[-1] == "m:s"
    assert in_force([*SANE, "01:12:26"], TALK)[-1] == "0:b:c"
    assert in_force([*SANE, ("01:12:26", "00:05:00")], TALK)[-1] == "label"
    assert in_force([*SANE, "59:59:59"], TALK)[-1] == "h:m:s"
    assert in_force([*SANE, "00:42:00"], TALK)[-1] == "h:m:s"


def test_link_and_label():
    assert in_force([("11:00:00", "0:11:00")]) == ["m:s"]
    assert in_force([("00:01:00", "01:00:00")]) == ["h:m:s"]
    assert in_force([("00:01:00", "00:02:00")]) == ["h:m:s"]
    assert in_force([("HH:MM:SS", "00:02:00")]) == ["h:m:s"]
    assert in_force([("2241", "37:01")]) == ["seconds"]


def test_half_a_shifted_note_leaves_early_round_times_alone():
    mixed = SANE[:5] + SHIFTED[5:] + ["00:31:00"]
    assert in_force(mixed, TALK) == ["h:m:s"] * 5 + ["m:s"] * 5 + ["h:m:s"]
    assert in_force([*SHIFTED, "00:31:00"], TALK)[-1] == "m:s"


def test_what_is_worth_hearing():
    def possible(stamp, *others, end=TALK):
        cited = [cite(stamp), *map(cite, others)]
        return [reading.name for reading in units(cited, End(end)).readings(cited[0])]

    assert possible("00:12:34") == ["h:m:s"]
    assert possible("00:12:00") == ["h:m:s"]
    assert possible("03:08:00") == ["m:s", "0:b:c"]
    assert possible("03:08:00", end=4 * H) == ["h:m:s"]
    assert possible("00:12:00", *SHIFTED[3:]) == ["m:s", "h:m:s"]
    assert possible("01:12:26") == ["0:b:c", "m:s"]
    assert possible("59:59:59") == ["h:m:s"]
    assert possible("00:12:34", *SHIFTED[3:]) == ["h:m:s", "m:s"]


def test_lost_digits():
    habits = units(map(cite, LOST), End(TALK))
    assert habits.has_lost_digits
    assert habits.has_lost_digit(cite("02:54:00").readings[0])
    assert not habits.has_lost_digit(cite("07:13:00").readings[0])
    assert not units(map(cite, SHIFTED), End(TALK)).has_lost_digits
    assert not units(map(cite, LOST), None).has_lost_digits


def test_proof_needs_a_known_end_that_explains_nearly_all():
    assert units(map(cite, SHIFTED), End(TALK)).is_proven
    assert not units(map(cite, SHIFTED), End(TALK, is_known=False)).is_proven
    assert not units(map(cite, SHIFTED), None).is_proven
    assert not units(map(cite, SHIFTED), End(20 * M)).is_proven


def note(name, stamps):
    return Note(name, name, tuple(cite(stamp, note=name) for stamp in stamps))


def test_other_notes_show_where_a_recording_ends():
    odd = [f"01:{m:02d}:{s:02d}" for m, s in MOMENTS]
    early = [f"00:{m:02d}:{s + 1:02d}" for m, s in MOMENTS]
    few, own, doubtful = note("a", SANE), note("b", early), note("c", SHIFTED)
    siblings = Siblings()
    siblings.add(few)
    siblings.add(own)
    siblings.add(doubtful)
    assert siblings.expected(own)("talk") is None  # ten times in all other notes together
    assert siblings.expected(doubtful)("talk") == End(round((41 * M + 8_000) * 1.25), False)
    assert siblings.expected(doubtful)("other") is None
    wrong = note("d", odd)
    siblings.add(wrong)
    assert siblings.expected(wrong)("talk") == End(round((41 * M + 8_000) * 1.25), False)
    assert siblings.expected(own)("talk").at_ms > 90 * M
    assert set(in_force(odd, 52 * M, is_known=False)) == {"0:b:c"}


STAMPS = st.from_regex(r"[0-9]{1,3}(:[0-9]{1,3}){1,3}", fullmatch=True)


@given(st.lists(st.tuples(STAMPS, STAMPS | st.just(""))), st.none() | st.integers(0, 5 * H))
def test_any_stamps_have_a_reading_in_force_that_is_one_of_theirs(stamps, end):
    cited = [cite(*stamp) for stamp in stamps]
    habits = units(cited, None if end is None else End(end))
    for citation in cited:
        possible = habits.readings(citation)
        assert set(possible) <= set(citation.readings)
        assert bool(possible) is bool(citation.readings)
        if possible and habits.is_past(possible[0]):
            assert possible == (possible[0],)  # nothing else is left
