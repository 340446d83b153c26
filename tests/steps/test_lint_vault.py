import os
from pathlib import Path

import pytest

from clipper.config import LintSettings, load
from clipper.errors import UsageError
from clipper.notes.problems import Code
from clipper.notes.read import read_text
from clipper.notes.readings import End
from clipper.steps.durations import Durations
from clipper.steps.lengths import read_durations
from clipper.steps.lint import lint_notes, selected, settle

SAMPLES = Path(__file__).parents[2] / "notes"
VIDEO = "---\nvideoId: AbCdEfGhIjK\n---\n"
WRONG = f"{VIDEO}Bees [1:24:99], wasps [1:02](https://youtu.be/AbCdEfGhIjK?t=63)."


def note(text, name="note.md"):
    return read_text(text, note=name, claims=False)


def codes(notes, known=lambda _: None, **settings):
    judged = lint_notes(notes, known=known, settings=LintSettings(**settings))
    return [(p.code.value, p.is_error) for each in judged for p in each.problems]


def test_settings_choose_what_is_told():
    assert codes([note(WRONG)]) == [("T003", True), ("T004", False)]
    assert codes([note(WRONG)], select=("T004",)) == [("T004", False)]
    assert codes([note(WRONG)], select=("T0",), ignore=("T003",)) == [("T004", False)]
    assert codes([note(WRONG)], error=("T004",)) == [("T003", True), ("T004", True)]
    assert set(selected(["T01"])) == {c for c in Code if c.value >= "T010"}
    assert list(selected(["X"])) == []


def test_notes_wait_on_the_disk_and_come_back_in_order(monkeypatch):
    monkeypatch.setattr("clipper.steps.lint._IN_MEMORY", 1)
    notes = [note(f"{VIDEO}Bees [{minute}:00].", f"{minute}.md") for minute in range(20)]
    judged = list(lint_notes(iter(notes), known=lambda _: None, settings=LintSettings()))
    assert [each.citation.note for each in judged] == [each.path for each in notes]


def test_notes_on_one_recording_help_each_other():
    sane = note(
        VIDEO + "".join(f"Bees [00:{m:02d}:{m * 7 % 60:02d}].\n\n" for m in range(30)), "sane.md"
    )
    odd = note(
        VIDEO + "".join(f"Bees [02:{m:02d}:{m * 9 + 1:02d}].\n\n" for m in range(5)), "odd.md"
    )
    assert {c.chosen for c in settle([odd], known=lambda _: None)[0].citations} == {None}
    found = settle([odd, sane], known=lambda _: None)
    assert {c.chosen.name for c in found[0].citations} == {"0:b:c"}
    assert {c.chosen for c in found[1].citations} == {None}
    assert settle([odd, sane], known=lambda _: End(4 * 3_600_000))[0].citations[0].chosen is None


def test_lengths_from_a_file(tmp_path):
    path = tmp_path / "durations.json"
    path.write_text('{"AbCdEfGhIjK": 2472.5, "talk": 60}')
    assert read_durations(path) == {"AbCdEfGhIjK": 2_472_500, "talk": 60_000}
    cache = {"CLIPPER_CACHE_DIR": str(tmp_path / "cache")}
    durations = Durations(load(environ={**cache, "CLIPPER_SOURCE_DURATIONS": str(path)}))
    assert durations("talk") == End(60_000)
    assert durations("other") is None
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"a": "1:00"}', '{"a": 0}', '{"a": true}', '{"a": NaN}']
)
def test_a_file_that_holds_no_lengths(tmp_path, text):
    path = tmp_path / "durations.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="durations") as caught:
        read_durations(path)
    assert "seconds" in caught.value.hint


def test_a_file_of_lengths_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="nowhere"):
        read_durations(tmp_path / "nowhere")


def test_lengths_of_recordings_that_are_here(tmp_path):
    environ = {
        "CLIPPER_CACHE_DIR": str(tmp_path / "cache"),
        "CLIPPER_SOURCE_MEDIA_DIR": str(tmp_path / "media"),
    }
    (tmp_path / "media").mkdir()
    os.link(SAMPLES / "media" / "harbour-talk.mp4", tmp_path / "media" / "talk [AbCdEfGhIjK].mp4")
    (tmp_path / "media" / "broken.mp4").write_text("no film")
    durations = Durations(load(environ=environ))
    assert round(durations("AbCdEfGhIjK").at_ms / 1000) == 306
    assert durations("broken") is None
    assert durations("missing") is None
