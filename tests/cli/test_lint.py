import json

import pytest

from clipper.cli.main import call

WRONG = (
    "---\nvideoId: AbCdEfGhIjK\n---\nBees [1:24:99] and [50:00] <!-- clipper: ignore T007 -->.\n"
)


@pytest.fixture
def note(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "note.md"
    path.write_text(WRONG)
    return path


def said(capsys):
    return " ".join(capsys.readouterr().err.split())


def test_problems_and_counts(note, capsys):
    assert call(["lint", "note.md"]) == 1
    shown = capsys.readouterr()
    assert shown.out == (
        "note.md:4:6: T003 '1:24:99' has 60 or more minutes or seconds; write '0:01:24'\n"
    )
    assert shown.err == "1 problem; 2 stamps: 1 sound, 1 out-of-range\n"


def test_lengths_are_taken_from_a_file(note, tmp_path, capsys):
    note.write_text(WRONG.replace("clipper:", "clipped:"))
    (tmp_path / "lengths.json").write_text('{"AbCdEfGhIjK": 2400}')
    assert call(["lint", "note.md", "--durations", "lengths.json", "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [problem["code"] for problem in problems] == ["T003", "T007"]
    assert call(["list", "note.md", "--durations", "lengths.json", "--json"]) == 0
    citations = json.loads(capsys.readouterr().out)["citations"]
    assert [(c["class"], c["problems"]) for c in citations] == [
        ("out-of-range", ["T003"]),
        ("past-end", ["T007"]),
    ]


def test_codes_can_be_switched_off(note, tmp_path, capsys):
    assert call(["lint", "note.md", "--ignore", "T003"]) == 0
    assert call(["lint", "note.md", "--select", "T001,T01"]) == 0
    (tmp_path / "clipper.toml").write_text('[lint]\nignore = ["T003"]\n')
    assert call(["lint", "note.md"]) == 0
    assert call(["lint", "note.md", "--ignore", ""]) == 1
    capsys.readouterr()
    assert call(["lint", "note.md", "--select", "E501"]) == 2
    message = said(capsys)
    assert "error: no problem has the code 'E501'" in message
    assert "hint: the codes are T001, T002" in message


def test_unreadable_notes_are_told_and_the_rest_is_linted(note, tmp_path, capsys):
    (tmp_path / "bad.md").write_bytes(b"\xff")
    assert call(["lint", "bad.md", "note.md", "--select", "T001"]) == 3
    assert "'bad.md' is not UTF-8" in said(capsys)
    assert call(["lint", "note.md", "bad.md"]) == 1
    assert call(["lint", "bad.md"]) == 2


def test_a_note_without_stamps_has_no_problem(note, capsys):
    note.write_text("Bees dance.\n")
    assert call(["lint", "note.md"]) == 0
    assert "0 problems; 0 stamps: none" in said(capsys)
