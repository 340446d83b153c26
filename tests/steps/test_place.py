import json

import pytest

from clipper import config, store
from clipper.events import Made, Trouble
from clipper.model import Check, Citation, Clip, Finding, Media, Note, Source, Span, Verdict
from clipper.speech.timed import segment_of
from clipper.steps.desk import Desk
from clipper.steps.place import note_folders, place_clips, place_reel
from clipper.steps.tools import Job, Tools
from clipper.times import readings

STAMPS = ("00:00:10", "00:00:10", "00:01:00", "99:99:99")


@pytest.fixture
def tools(tmp_path):
    def make(**clip):
        run = {"cache_dir": str(tmp_path / "cache"), "output": str(tmp_path / "o")}
        made = Tools(config.load(flags={"run": run, "clip": clip}))
        made.ffmpeg_version = "f 9"
        return made

    return make


def made_clip(folder, content, start_ms=8_000):
    path = folder / f"{content}.mp4"
    path.write_bytes(content.encode())
    span = Span(start_ms, start_ms + 30_000)
    checks = (Check("decodes"), Check("sound", 0.25))
    digest = store.digest(path)
    return Clip(path, "talk", span, span, "copy", ("h264", "aac"), digest, "why not", checks)


@pytest.fixture
def note():
    cited = [
        Citation("n.md", line, 1, stamp, readings(stamp), f"Claim {line}.", source="talk")
        for line, stamp in enumerate(STAMPS, start=1)
    ]
    return Note("n.md", "", tuple(cited))


@pytest.fixture
def desk(note, tmp_path):
    one, two = made_clip(tmp_path, "one"), made_clip(tmp_path, "two", 58_000)
    desk = Desk()
    media = Media(Source("talk"), tmp_path / "talk.mp4", "f00d", 300_000, "aac", "h264")
    desk.place(media, Job("talk", note.citations))
    desk.clips = dict(zip(note.citations, (one, one, two), strict=False))
    desk.said["talk"] = (segment_of(10_000, 12_000, "Tides rise."),)
    return desk


def finish(events):
    told = []
    while True:
        try:
            told.append(next(events))
        except StopIteration as end:
            return told, end.value


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_notes_of_one_name_have_folders_of_their_own(tmp_path):
    notes = [Note(path, "", ()) for path in ("a/x.md", "b/x.md", "c/X.md", "y.md")]
    folders = note_folders(notes, tmp_path)
    names = [folder.name.casefold() for folder in folders.values()]
    assert len(set(names)) == 4
    assert folders == note_folders(notes, tmp_path)
    assert folders["a/x.md"].name == "x"


def test_clips_are_placed_once_and_described(note, desk, tools, tmp_path):
    folder = tmp_path / "o" / "n"
    one, two = "001 00-00-10 Claim 1", "003 00-01-00 Claim 3"
    before = {}
    for is_new in (True, False):  # a rerun changes nothing, and says so
        events, placed = finish(place_clips(note, desk, folder, tools()))
        assert events == [Made(folder / f"{name}.mp4", is_new=is_new) for name in (one, two)]
        assert [path.name for path in placed.values()] == [f"{one}.mp4"] * 2 + [f"{two}.mp4"]
        assert names(folder) == sorted(
            [
                *(f"{one}{suffix}" for suffix in (".mp4", ".srt", ".vtt")),
                f"{two}.mp4",
                "manifest.json",
            ]
        )
        now = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
        assert before in ({}, now)
        before = now
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["schema"] == "clipper.manifest/1"
    assert manifest["tools"]["ffmpeg"] == "f 9"
    assert [entry["file"] for entry in manifest["clips"]] == [f"{one}.mp4"] * 2 + [f"{two}.mp4"]
    first = manifest["clips"][0]
    assert first["sha256"] == desk.clips[note.citations[0]].digest
    assert first["citation"] == note.citations[0].id
    assert (first["wanted_ms"], first["asked_ms"]) == ([5_000, 35_000], [8_000, 38_000])
    assert (first["method"], first["why"]) == ("copy", "why not")
    assert first["checks"] == [
        {"name": "decodes", "off_ms": None},
        {"name": "sound", "off_ms": 0.25},
    ]
    assert first["subtitles"] == [f"{one}.srt", f"{one}.vtt"]


def test_subtitles_are_on_the_clips_own_clock(note, desk, tools, tmp_path):
    finish(place_clips(note, desk, tmp_path / "n", tools()))
    text = (tmp_path / "n" / "001 00-00-10 Claim 1.srt").read_text()
    assert "00:00:02,000 --> 00:00:04,000\nTides rise." in text
    assert (tmp_path / "n" / "001 00-00-10 Claim 1.vtt").read_text().startswith("WEBVTT")


@pytest.mark.parametrize("subtitles", ["burned", "none"])
def test_no_subtitles_beside_the_clip(note, desk, tools, tmp_path, subtitles):
    finish(place_clips(note, desk, tmp_path / "n", tools(subtitles=subtitles)))
    assert {path.suffix for path in (tmp_path / "n").iterdir()} == {".mp4", ".json"}


def test_a_template_of_ones_own(note, desk, tools, tmp_path):
    third = note.citations[2]
    desk.findings[third] = Finding(third, Verdict.SUPPORTED)
    finish(place_clips(note, desk, tmp_path / "n", tools(name="{verdict} {claim:.6}")))
    found = [name for name in names(tmp_path / "n") if name.endswith(".mp4")]
    assert found == ["Claim.mp4", "supported Claim.mp4"]


def test_what_is_the_users_is_in_the_way_of_one_clip(note, desk, tools, tmp_path):
    folder = tmp_path / "n"
    folder.mkdir()
    (folder / "001 00-00-10 Claim 1.mp4").write_bytes(b"mine")
    events, placed = finish(place_clips(note, desk, folder, tools()))
    trouble, made = events
    assert isinstance(trouble, Trouble)
    assert trouble.item == "n.md:1"
    assert "001 00-00-10 Claim 1.mp4" in trouble.message
    assert "--output" in trouble.hint
    assert made == Made(folder / "003 00-01-00 Claim 3.mp4")
    assert list(placed) == [note.citations[2]]
    assert (folder / "001 00-00-10 Claim 1.mp4").read_bytes() == b"mine"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [clip["line"] for clip in manifest["clips"]] == [3]
    assert list(manifest["files"]) == ["003 00-01-00 Claim 3.mp4"]


def test_clips_of_other_settings_are_added_to_the_folder(note, desk, tools, tmp_path):
    folder = tmp_path / "n"
    finish(place_clips(note, desk, folder, tools()))
    events, _ = finish(place_clips(note, desk, folder, tools(name="{stamp} {line}")))
    assert all(event.is_new for event in events)
    assert {"001 00-00-10 Claim 1.mp4", "00-00-10 1.mp4"} <= set(names(folder))
    changed = made_clip(tmp_path, "changed")
    desk.clips |= dict.fromkeys(note.citations[:2], changed)
    finish(place_clips(note, desk, folder, tools()))
    assert (folder / "001 00-00-10 Claim 1.mp4").read_bytes() == b"changed"


def test_no_clip_no_folder(note, desk, tools, tmp_path):
    desk.clips = {}
    assert finish(place_clips(note, desk, tmp_path / "n", tools())) == ([], {})
    assert not (tmp_path / "n").exists()


def test_the_reel_lies_beside_the_clips_and_replaces_nothing_of_the_users(
    note, desk, tools, tmp_path
):
    folder = tmp_path / "n"
    finish(place_clips(note, desk, folder, tools()))
    described = json.loads((folder / "manifest.json").read_text())
    reel = tmp_path / "cached.m4a"
    reel.write_bytes(b"reel")
    assert place_reel(reel, folder).is_new
    assert not place_reel(reel, folder).is_new
    now = json.loads((folder / "manifest.json").read_text())
    assert now["clips"] == described["clips"]
    assert now["files"]["reel.m4a"] == store.digest(reel)


def test_a_clip_without_words_has_no_subtitles(note, desk, tools, tmp_path):
    desk.said = {}
    finish(place_clips(note, desk, tmp_path / "n", tools()))
    assert {path.suffix for path in (tmp_path / "n").iterdir()} == {".mp4", ".json"}
