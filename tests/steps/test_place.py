import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper import store
from clipper.model import Citation, Clip, Note, Span
from clipper.steps.place import note_folders, place_clips, safe_name
from clipper.times import readings


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain", "plain"),
        ("../../etc/passwd", "etc passwd"),
        ("-rf", "rf"),
        ("a/b\\c:d*e?f", "a b c d e f"),
        ("con", "_con"),
        ("LPT1.x", "_LPT1.x"),
        ("", "note"),
        ("...", "note"),
        ("\u2068cleo\u2069", "cleo"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
    ],
)
def test_safe_names(text, wanted):
    assert safe_name(text) == wanted


@given(st.text())
def test_any_text_gives_a_safe_name(text):
    name = safe_name(text)
    assert 0 < len(name.encode()) <= 82
    assert not set(name) & set('/\\:*?"<>|\0\n')
    assert name[0] not in "-."
    assert safe_name(name) == name


def test_notes_of_one_name_have_folders_of_their_own(tmp_path):
    notes = [Note(path, "", ()) for path in ("a/x.md", "b/x.md", "c/X.md", "y.md")]
    folders = note_folders(notes, tmp_path)
    names = [folder.name.casefold() for folder in folders.values()]
    assert len(set(names)) == 4
    assert folders == note_folders(notes, tmp_path)
    assert folders["a/x.md"].name == "x"


def made_clip(folder, content):
    path = folder / f"{content}.mp4"
    path.write_bytes(content.encode())
    span = Span(0, 30_000)
    return Clip(path, "talk", span, span, "exact", ("h264", "aac"), store.digest(path))


def test_clips_are_placed_once_and_described(tmp_path):
    cited = [
        Citation("n.md", line, 1, stamp, readings(stamp), f"claim {line}", source="talk")
        for line, stamp in enumerate(("00:00:10", "00:00:10", "00:01:00", "99:99:99"), start=1)
    ]
    one, two = made_clip(tmp_path, "one"), made_clip(tmp_path, "two")
    clips = {cited[0]: one, cited[1]: one, cited[2]: two}
    folder = tmp_path / "out" / "n"
    for _ in range(2):  # a rerun changes nothing
        placed = place_clips(Note("n.md", "", tuple(cited)), clips, folder, ffmpeg_version="f 9")
        assert [path.name for path in placed.values()] == [
            "001 00-00-10.mp4",
            "001 00-00-10.mp4",
            "003 00-01-00.mp4",
        ]
        assert sorted(path.name for path in folder.iterdir()) == [
            "001 00-00-10.mp4",
            "003 00-01-00.mp4",
            "manifest.json",
        ]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["schema"] == "clipper.manifest/1"
    assert manifest["tools"]["ffmpeg"] == "f 9"
    first = manifest["clips"][0]
    assert first["sha256"] == one.digest
    assert first["asked_ms"] == [0, 30_000]
    assert first["citation"] == cited[0].id
