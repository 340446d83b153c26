import json
import os
import stat

import pytest

from clipper.errors import NoteError
from clipper.steps import undo
from clipper.store import Store


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "cache")


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "notes" / "bees.md"
    path.parent.mkdir()
    path.write_bytes(b"one")
    return path


def left_behind(note):
    return [file.name for file in note.parent.iterdir() if file != note]


def test_fixes_are_taken_back_one_by_one(note, store):
    undo.apply(note, b"one", b"two", store)
    undo.apply(note, b"two", b"three", store)
    assert note.read_bytes() == b"three"
    undo.restore(note, store)
    assert note.read_bytes() == b"two"
    undo.restore(note, store)
    assert note.read_bytes() == b"one"
    with pytest.raises(NoteError, match="is left to undo") as caught:
        undo.restore(note, store)
    assert str(store.root) in caught.value.hint
    assert not left_behind(note)


def test_a_note_that_was_never_fixed(note, store):
    assert not undo.is_fixed(note, store)
    with pytest.raises(NoteError, match="no fix of"):
        undo.restore(note, store)


def test_a_note_that_changed_in_the_meantime_is_not_overwritten(note, store):
    with pytest.raises(NoteError, match="has changed since it was checked"):
        undo.apply(note, b"other", b"two", store)
    undo.apply(note, b"one", b"two", store)
    note.write_bytes(b"mine")
    with pytest.raises(NoteError, match="has changed since it was fixed"):
        undo.restore(note, store)
    assert note.read_bytes() == b"mine"
    note.write_bytes(b"two")
    undo.restore(note, store)
    assert note.read_bytes() == b"one"


@pytest.mark.parametrize("killed", [KeyboardInterrupt, MemoryError])
def test_killed_between_the_entry_and_the_note(note, store, monkeypatch, killed):
    undo.apply(note, b"one", b"two", store)
    with monkeypatch.context() as patch:
        patch.setattr(undo, "_write", lambda *_: (_ for _ in ()).throw(killed))
        with pytest.raises(killed):
            undo.apply(note, b"two", b"three", store)
    assert note.read_bytes() == b"two"
    undo.restore(note, store)
    assert note.read_bytes() == b"one"


def test_killed_between_the_note_and_the_entry_of_an_undo(note, store, monkeypatch):
    undo.apply(note, b"one", b"two", store)
    undo.apply(note, b"two", b"three", store)
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.unlink", lambda *_, **__: None)
        undo.restore(note, store)
    assert note.read_bytes() == b"two"
    undo.restore(note, store)
    assert note.read_bytes() == b"one"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_killed_while_writing(note, store, monkeypatch, step):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(os, step, killed)
        patch.setattr("pathlib.Path.replace", killed)
        with pytest.raises(KeyboardInterrupt):
            undo.apply(note, b"one", b"two", store)
    assert note.read_bytes() == b"one"
    assert not left_behind(note)
    undo.apply(note, b"one", b"two", store)
    undo.restore(note, store)
    assert note.read_bytes() == b"one"


def test_files_of_a_killed_run_and_damaged_entries_are_no_entries(note, store):
    undo.apply(note, b"one", b"two", store)
    (folder,) = (store.root / "undo").iterdir()
    (folder / ".tmp-0123456789abcdef.json").write_text("{")
    (folder / "0002.json").write_text("{")
    (folder / "0003.json").write_text('{"before": 1}')
    undo.restore(note, store)
    assert note.read_bytes() == b"one"


@pytest.mark.parametrize("mode", [0o644, 0o600, 0o444, 0o755])
def test_mode_bits_stay(note, store, mode):
    note.chmod(mode)
    undo.apply(note, b"one", b"two", store)
    assert stat.S_IMODE(note.stat().st_mode) == mode
    undo.restore(note, store)
    assert stat.S_IMODE(note.stat().st_mode) == mode


def test_what_a_private_note_said_stays_private(note, store):
    undo.apply(note, b"one", b"two", store)
    (folder,) = (store.root / "undo").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_link_stays_a_link(note, store, tmp_path):
    link = tmp_path / "link.md"
    link.symlink_to(note)
    undo.apply(link, b"one", b"two", store)
    assert link.is_symlink()
    assert note.read_bytes() == b"two"
    undo.restore(note, store)  # by either name
    assert link.read_bytes() == b"one"


def test_an_odd_name(store, tmp_path):
    name = os.fsdecode("Bu\u0308che ".encode() + b"\xff.md")
    note = tmp_path / name
    note.write_bytes(b"one")
    undo.apply(note, b"one", b"two", store)
    assert name in {path.name for path in tmp_path.iterdir()}
    (folder,) = (store.root / "undo").iterdir()
    assert json.loads((folder / "0001.json").read_text())["path"] == str(note)
    undo.restore(note, store)
    assert note.read_bytes() == b"one"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(note, store):
    note.parent.chmod(0o555)
    try:
        with pytest.raises(NoteError, match="cannot write") as caught:
            undo.apply(note, b"one", b"two", store)
    finally:
        note.parent.chmod(0o755)
    assert "writable" in caught.value.hint
    assert note.read_bytes() == b"one"


def test_a_note_that_is_gone(note, store):
    note.unlink()
    with pytest.raises(NoteError, match="cannot read"):
        undo.apply(note, b"one", b"two", store)
