import logging
import os
import subprocess
import sys
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


def test_writing_leaves_the_files_of_other_threads_their_permissions(tmp_path, monkeypatch):
    def refuse(_):
        raise AssertionError("the mask is the whole process's")

    monkeypatch.setattr(os, "umask", refuse)
    store.write_text(tmp_path / "file", "x")


def test_a_folder_that_cannot_be_is_named_with_what_to_do(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UsageError, match="cannot write into") as caught:
        store.make_folder(tmp_path / "file" / "folder")
    assert "--output" in caught.value.hint


@pytest.mark.parametrize("name", ["folder", "n" * 300, "n." + "s" * 300])
def test_a_file_that_cannot_be_is_named_with_what_to_do(name, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "source").write_text("x")
    with pytest.raises(UsageError, match="cannot write '"):
        store.write_text(tmp_path / name, "x")
    with pytest.raises(UsageError, match="cannot write '") as caught:
        store.place(tmp_path / "source", tmp_path / name)
    assert "--output" in caught.value.hint
    assert {child.name for child in tmp_path.iterdir()} <= {"folder", "source", "cache"}


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from clipper import store
from clipper.errors import UsageError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    store.write_text(Path(sys.argv[1]), "x" * 2000)
except UsageError as error:
    print(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on files")
def test_a_disk_that_is_full_is_no_bug(tmp_path):
    path = tmp_path / "file"
    path.write_text("as before")
    command = [sys.executable, "-c", FULL_DISK, str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout == f"cannot write '{path}': File too large\n"
    assert path.read_text() == "as before"
    assert not list(tmp_path.glob(".tmp-*"))


def test_a_file_whose_name_is_not_utf_8(tmp_path):
    path = tmp_path / "caf\udce9.mp4"
    try:
        path.write_text("x")
    except (OSError, UnicodeEncodeError):
        pytest.skip("this disk knows no such names")
    kept = Store(tmp_path / "cache")
    assert kept.digest(path) == store.digest(path)
    kept.write(kept.path("things", "a.json"), {"path": str(path)})
    assert kept.read(kept.path("things", "a.json")) == {"path": str(path)}


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
    caplog.set_level(logging.WARNING)
    kept = Store(tmp_path)
    path = kept.path("things", "a.json")
    assert kept.read(path) is None
    assert not caplog.text  # not there is not damaged
    kept.write(path, {"a": ["ü"]})
    assert kept.read(path) == {"a": ["ü"]}
    for damaged in (b'{"a": [', b"", b"\xff\x00", b'{"a": 1} {'):
        caplog.clear()
        path.write_bytes(damaged)
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


HOLDER = """
import sys
from pathlib import Path
from clipper.store import Store
with Store(Path(sys.argv[1])).locked("x"):
    print("held", flush=True)
    sys.stdin.readline()
    Path(sys.argv[1], "left").touch()
"""


def test_a_lock_keeps_other_processes_out(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline().strip() == b"held"
        threading.Timer(0.1, os.write, (holder.stdin.fileno(), b"\n")).start()
        with Store(tmp_path).locked("x"):
            assert (tmp_path / "left").exists()
