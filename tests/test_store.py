import logging
import threading
import time

import pytest

from clipper import store
from clipper.errors import UsageError
from clipper.store import Store


def test_a_replaced_file_is_whole_or_as_before(tmp_path):
    path = tmp_path / "deep" / "file.txt"
    store.write_text(path, "one\n")
    assert path.read_bytes() == b"one\n"
    with pytest.raises(ValueError, match="killed"), store.replacing(path) as temporary:
        temporary.write_text("half")
        raise ValueError("killed")
    assert path.read_text() == "one\n"
    assert [child.name for child in path.parent.iterdir()] == ["file.txt"]
    assert temporary.suffix == ".txt"


def test_others_may_read_what_was_written(tmp_path):
    store.write_text(tmp_path / "file", "x")
    (tmp_path / "plain").write_text("x")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_folder_that_cannot_be_is_named_with_what_to_do(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="cannot write into") as caught:
        store.make_folder(tmp_path / "file" / "folder")
    assert "--output" in caught.value.hint


def test_place_links_or_copies_and_replaces(tmp_path):
    source, target = tmp_path / "a", tmp_path / "out" / "b"
    source.write_text("new")
    target.parent.mkdir()
    target.write_text("old")
    store.place(source, target)
    assert target.read_text() == "new"
    store.place(source, target)
    assert [child.name for child in target.parent.iterdir()] == ["b"]


def test_place_copies_where_links_do_not_work(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("no links here")

    monkeypatch.setattr(store.os, "link", refuse)
    (tmp_path / "a").write_text("x")
    store.place(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_text() == "x"
    assert not (tmp_path / "a").samefile(tmp_path / "b")


def test_keys_depend_on_every_part():
    keys = {store.key("a", 1), store.key("a", 2), store.key("a1"), store.key(["a", 1])}
    assert len(keys) == 4
    assert store.key("a", {"x": 1, "y": 2}) == store.key("a", {"y": 2, "x": 1})


def test_a_damaged_entry_is_a_warning(tmp_path, caplog):
    kept = Store(tmp_path)
    path = kept.path("things", "a.json")
    assert kept.read(path) is None
    kept.write(path, {"a": ["ü"]})
    assert kept.read(path) == {"a": ["ü"]}
    path.write_bytes(b'{"a": [')
    with caplog.at_level(logging.WARNING):
        assert kept.read(path) is None
    assert "is made again" in caplog.text


def test_digests_are_remembered_while_the_file_stays(tmp_path, monkeypatch):
    kept = Store(tmp_path / "cache")
    path = tmp_path / "file"
    path.write_text("one")
    first = kept.digest(path)
    assert first == store.digest(path)
    monkeypatch.setattr(store, "digest", lambda _: "computed again")
    assert kept.digest(path) == first
    path.write_text("another")
    assert kept.digest(path) == "computed again"


def test_a_lock_lets_in_one_at_a_time(tmp_path):
    kept = Store(tmp_path)
    inside, most = [], []

    def work():
        with kept.locked("x"):
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.02)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 5
