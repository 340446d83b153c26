import hashlib
import json

import pytest

from clipper.errors import UsageError
from clipper.steps.folder import Folder


def digest(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def made(tmp_path):
    """A folder with a clip and its subtitles, as a run left it."""
    source = tmp_path / "cached.mp4"
    source.write_bytes(b"clip")
    folder = Folder.opened(tmp_path / "n")
    assert folder.place(source, "1.mp4", digest(b"clip"))
    assert folder.write("1.srt", "words\n")
    folder.describe(note="n.md")
    return folder


def again(made):
    return Folder.opened(made.path)


def state(folder):
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.path.iterdir()
    }


def test_a_second_run_makes_nothing(made, tmp_path):
    before = state(made)
    folder = again(made)
    assert not folder.place(tmp_path / "cached.mp4", "1.mp4", digest(b"clip"))
    assert not folder.write("1.srt", "words\n")
    folder.describe(note="n.md")
    assert state(made) == before


def test_a_copy_is_as_good_as_a_link(made, tmp_path):
    (made.path / "1.mp4").unlink()
    (made.path / "1.mp4").write_bytes(b"clip")
    assert not again(made).place(tmp_path / "cached.mp4", "1.mp4", digest(b"clip"))


def test_what_clipper_made_is_replaced_when_it_comes_out_otherwise(made, tmp_path):
    (tmp_path / "other.mp4").write_bytes(b"other")
    folder = again(made)
    assert folder.place(tmp_path / "other.mp4", "1.mp4", digest(b"other"))
    assert folder.write("1.srt", "other words\n")
    folder.describe()
    assert (made.path / "1.mp4").read_bytes() == b"other"
    assert (made.path / "1.srt").read_text() == "other words\n"


@pytest.mark.parametrize("name", ["1.mp4", "holiday.mp4"])
def test_what_is_the_users_is_not_replaced(made, tmp_path, name):
    (made.path / name).unlink(missing_ok=True)
    (made.path / name).write_bytes(b"mine")
    (tmp_path / "other.mp4").write_bytes(b"other")
    with pytest.raises(UsageError, match="not as clipper made it") as caught:
        again(made).place(tmp_path / "other.mp4", name, digest(b"other"))
    assert "--output" in caught.value.hint
    assert (made.path / name).read_bytes() == b"mine"


def test_a_folder_of_that_name_is_the_users(made):
    (made.path / "2.srt").mkdir()
    with pytest.raises(UsageError):
        again(made).write("2.srt", "words\n")


def test_what_is_no_longer_made_stays_and_stays_clippers(made, tmp_path):
    folder = again(made)
    folder.write("2.srt", "more\n")
    folder.describe(note="n.md")
    assert (made.path / "1.srt").exists()
    assert again(made).write("1.srt", "new words\n")
    (made.path / "2.srt").unlink()
    folder = again(made)
    folder.describe()
    assert "2.srt" not in json.loads((made.path / "manifest.json").read_text())["files"]


@pytest.mark.parametrize(
    "text",
    [
        "mine",
        "[]",
        '{"schema": "mine/1", "clips": []}',
        '{"schema": "clipper.manifest/1", "clips": 3}',
    ],
)
def test_a_manifest_of_somebody_else_is_not_replaced(made, text):
    (made.path / "manifest.json").write_text(text)
    with pytest.raises(UsageError, match=r"manifest\.json"):
        again(made)
    assert (made.path / "manifest.json").read_text() == text


def test_clips_of_older_manifests_are_clippers(tmp_path):
    (tmp_path / "1.mp4").write_bytes(b"old")
    clips = [{"file": "1.mp4", "sha256": digest(b"old")}]
    text = json.dumps({"schema": "clipper.manifest/1", "clips": clips})
    (tmp_path / "manifest.json").write_text(text)
    (tmp_path / "new.mp4").write_bytes(b"new")
    assert Folder.opened(tmp_path).place(tmp_path / "new.mp4", "1.mp4", digest(b"new"))
