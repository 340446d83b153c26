from pathlib import Path

import pytest

from clipper.model import Ignored
from clipper.notes.ignored import ignored
from clipper.notes.lint import lint, possible_readings, settled
from clipper.notes.problems import CLASSES, MEANINGS, MESSAGES, SOUND, WARNINGS, Code
from clipper.notes.read import read_text
from clipper.notes.readings import End

FRONT = "---\nvideoId: AbCdEfGhIjK\n---\n"
END = End(42 * 60_000)
MOMENTS = [(0, 40), (2, 5), (7, 13), (11, 48), (17, 31), (22, 9), (28, 56), (33, 2), (36, 21)]


def anchor(target, label=None):
    return f'<a class="yt-timestamp" data-t="{target}">[{label or target}]</a>'


def judge(text, end=END, front=FRONT):
    return lint(read_text(front + text, note="note.md"), ends=lambda _: end)


def told(text, end=END, front=FRONT):
    return [
        (problem.code.value, problem.suggestion, each.mend_ms is not None)
        for each in judge(text, end, front)
        for problem in each.problems
    ]


# What stands in the note; the class of its stamp; code, suggestion, and whether it is certain.
ONE_STAMP = [
    (f"Bees dance {anchor('00:12:34')}.", "sound", []),
    (f"Bees dance {anchor('later')}.", "unreadable", [("T001", None, False)]),
    (f"Bees dance {anchor('HH:MM:SS', '00:02:00')}.", "placeholder", [("T002", "00:02:00", True)]),
    (f"Bees dance {anchor('HH:04:53', '00:04:53')}.", "placeholder", [("T002", "00:04:53", True)]),
    (f"Bees dance {anchor('HH:02:51', '00:03:01')}.", "placeholder", [("T002", "00:03:01", False)]),
    (f"Bees dance {anchor('N/A')}.", "placeholder", [("T002", None, False)]),
    (f"Bees dance {anchor('01:24:99')}.", "out-of-range", [("T003", "00:01:24", True)]),
    (f"Bees dance {anchor('00:31:75')}.", "out-of-range", [("T003", "00:00:31", True)]),
    (
        f"Bees dance {anchor('00:72:00')}.",
        "shifted",
        [("T003", "00:01:12", False), ("T005", "00:01:12", False)],
    ),
    ("Bees dance [12:75].", "unreadable", [("T001", None, False), ("T003", None, False)]),
    ("Bees dance [124:06].", "past-end", [("T007", None, False)]),
    (f"Bees dance {anchor('00:02:38', '00:03:00')}.", "label-differs", [("T004", None, False)]),
    (
        f"Bees dance {anchor('00:52:38', '00:03:00')}.",
        "label-differs",
        [("T004", "00:03:00", True)],
    ),
    (
        f"Bees dance {anchor('11:00:00', '0:11:00')}.",
        "shifted",
        [("T004", "00:11:00", True), ("T005", "00:11:00", True)],
    ),
    (
        f"Bees dance {anchor('00:01:00', '01:00:00')}.",
        "label-differs",
        [("T004", "00:01:00", True)],
    ),
    (f"Bees dance {anchor('03:08:00')}.", "shifted", [("T005", "00:03:08", False)]),
    (f"Bees dance {anchor('01:12:26')}.", "extra-hour", [("T009", "00:12:26", False)]),
    (f"Bees dance {anchor('59:59:59')}.", "past-end", [("T007", None, False)]),
    (f"Bees dance {anchor('00:18:58]')}.", "junk", [("T013", "00:18:58", True)]),
    (
        "Bees dance [0:12](https://youtu.be/ZyXwVuTsRqP?t=12).",
        "two-sources",
        [("T011", None, False)],
    ),
]


@pytest.mark.parametrize(("text", "kind", "problems"), ONE_STAMP)
def test_a_stamp_by_itself(text, kind, problems):
    assert told(text) == problems
    assert judge(text)[0].kind == kind


def test_messages_name_the_stamp_and_what_shows_that_it_is_wrong():
    [each] = judge(f"Bees dance {anchor('59:59:59')}.")
    [problem] = each.problems
    assert problem.message == "'59:59:59' is past the end: the recording is 00:42:00 long"
    assert (problem.citation.line, problem.citation.column) == (4, 12)
    [each] = judge(f"Bees dance {anchor('{stamp}', '{0.__class__}')}.")
    assert each.problems[0].message == "'{stamp}' is no time"


SHIFTED = "\n\n".join(f"Bees dance at {m} {anchor(f'{m:02d}:{s:02d}:00')}." for m, s in MOMENTS)


def test_a_whole_note():
    judged = judge(SHIFTED)
    assert {each.kind for each in judged} == {"shifted"}
    assert judged[0].mend_ms is None  # 40 minutes is before the end, too
    assert [each.mend_ms for each in judged[1:]] == [(60 * m + s) * 1000 for m, s in MOMENTS[1:]]
    assert [each.citation.cited_ms for each in judged[1:]] == [e.mend_ms for e in judged[1:]]
    first = judged[0].problems
    assert [problem.code.value for problem in first] == ["T005", "T006"]
    assert first[1].message == (
        "9 of 9 times of this note look like MM:SS:00; 8 lie past the end at 00:42:00"
    )
    assert all(len(each.problems) == 1 for each in judged[2:])


def test_nothing_is_certain_while_the_end_is_not_known():
    judged = judge(SHIFTED, end=None)
    assert [each.mend_ms for each in judged] == [None] * 9
    assert judged[1].problems[0].suggestion == "00:02:05"
    assert {each.mend_ms for each in judge(SHIFTED, end=End(END.at_ms, is_known=False))} == {None}


def test_lost_digits_are_told_and_not_mended():
    lost = "\n\n".join(
        f"Bees dance at {m} {anchor(f'{m // 10 or m:02d}:{s:02d}:00')}." for m, s in MOMENTS
    )
    judged = judge(lost)
    assert [each.kind for each in judged[4:]] == ["lost-digit"] * 5
    assert {each.mend_ms for each in judged[4:]} == {None}
    assert (
        judged[4].problems[0].message
        == "'01:31:00' is 00:01:31, unless its minutes have lost a digit"
    )


def test_the_front_matter_may_say_how_long_the_recording_is():
    front = FRONT.replace("---\nvideoId", '---\nduration: "42:00"\nvideoId')
    assert told("Bees [43:00].", None, front) == [("T007", None, False)]
    assert told("Bees [43:00].", End(44 * 60_000), front) == []
    assert told("Bees [43:00].", End(40 * 60_000, is_known=False), front) == [("T007", None, False)]


def test_what_concerns_the_whole_note_is_told_once():
    text = "Bees [1:00]. Wasps [2:00].\n\nFlies [3:00].\n"
    assert told(text, front="") == [("T010", None, False)]
    assert [each.kind for each in judge(text, front="")] == ["no-source"] * 3


def test_a_run_of_equal_stamps():
    judged = judge("Bees dance " + ", ".join([anchor("00:12:34")] * 2_082) + ".")
    assert [p.message for each in judged for p in each.problems] == [
        "'00:12:34' stands here 2082 times in a row"
    ]
    assert [each.kind for each in judged[:3]] == ["repeated"] * 3
    assert told("Bees [1:00], [1:00]. Wasps [2:00].") == []


IGNORED = [
    ("- x [1:99] <!-- clipper: ignore T003 -->", [Ignored(1, ("T003",))]),
    ("<!-- clipper: ignore T003, T004 why: quoted -->\n\n- x", [Ignored(3, ("T003", "T004"))]),
    ("x %% clipper: ignore %%", [Ignored(1)]),
    ("<!--clipper:ignore-file T010-->\nx", [Ignored(None, ("T010",))]),
    ("> <!-- clipper: ignore -->\n> x", [Ignored(2)]),
    ("<!-- clipper: ignore -->", [Ignored(1)]),
    ("<!-- clipper: ignored T003 -->", []),
    ("clipper: ignore T003", []),
]


@pytest.mark.parametrize(("text", "wanted"), IGNORED)
def test_comments_that_switch_problems_off(text, wanted):
    assert list(ignored(text)) == wanted


def test_ignored_problems_are_not_told_and_not_mended():
    wrong = f"Bees dance {anchor('01:24:99')}."
    assert told(f"{wrong} <!-- clipper: ignore T003 -->") == []
    assert told(f"<!-- clipper: ignore -->\n{wrong}") == []
    assert told(f"{wrong} <!-- clipper: ignore T004 -->") == [("T003", "00:01:24", True)]
    assert told(f"<!-- clipper: ignore-file T003 -->\n\nAnts.\n\n{wrong}") == []
    [each] = judge(f"{wrong} <!-- clipper: ignore T003 -->")
    assert (each.kind, each.mend_ms) == ("out-of-range", None)


def test_settled_notes_and_readings_once_the_end_is_known():
    note = settled(read_text(FRONT + SHIFTED, note="note.md"))
    assert note.citations[2].chosen.name == "m:s"
    found = possible_readings(note.citations, END)
    assert [r.name for r in found[note.citations[2]]] == ["m:s", "0:b:c"]
    literal = possible_readings(note.citations, End(60 * 3_600_000))
    assert literal[note.citations[2]][0].name == "h:m:s"


def test_every_code_has_its_words():
    assert set(MEANINGS) == set(Code)
    assert set(MESSAGES) == set(CLASSES) == set(Code) - {Code.SHIFTED_NOTE}
    assert set(Code) > WARNINGS
    assert len({SOUND, *CLASSES.values()}) == len(CLASSES) + 1


def test_the_documentation_names_every_code_and_class():
    text = (Path(__file__).parents[2] / "docs" / "lint.md").read_text(encoding="utf-8")
    for code, name in CLASSES.items():
        assert f"| {code.value} | `{name}` |" in text
    assert f"| {Code.SHIFTED_NOTE.value} |" in text
