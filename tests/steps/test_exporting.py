"""Files for other programs in a note's folder, and clips in the note."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from clipper.config import ExportSettings, RunSettings, Settings
from clipper.errors import UsageError
from clipper.events import Made, Trouble
from clipper.model import Clip, Finding, Media, Source, Span, Verdict
from clipper.notes.embeds import MARK
from clipper.notes.read import find_notes, read_note
from clipper.steps import undo
from clipper.steps.desk import Desk
from clipper.steps.exporting import check_exports, export
from clipper.steps.tools import Job, Tools

TEXT = """---
media: talk.mp4
---
- Bees dance in the dark [0:10].
- They sleep at night [1:10].
- And fly at noon [2:10].
"""
TRANSCRIPT = "1\n00:00:08,000 --> 00:00:12,000\nAll bees dance in the dark.\n"


@pytest.fixture
def vault(tmp_path):
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "bees.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "talk.srt").write_text(TRANSCRIPT, encoding="utf-8")
    return folder


class Run:
    """A run over one note, whose recordings were cut without decoding anything."""

    def __init__(self, vault, *formats, embed="none", verdicts=(), transcript=None, output=None):
        self.path = vault / "bees.md"
        self.note = read_note(self.path)
        self.folder = (output or vault / "out") / "bees"
        self.settings = Settings(
            export=ExportSettings(formats, embed),
            run=RunSettings(cache_dir=str(vault.parent / "cache")),
        )
        self.tools = Tools(self.settings, transcript)
        self.desk, self.clips = Desk(), {}
        for number, citation in enumerate(self.note.citations, start=1):
            self.add(number, citation)
        for citation, verdict in zip(self.note.citations, verdicts, strict=False):
            self.desk.findings[citation] = Finding(citation, verdict)

    def add(self, number, citation):
        source = Source(citation.source, Path(citation.source))
        media = Media(source, source.path, citation.source, 600_000, "aac", None)
        self.desk.place(media, Job(citation.source, self.note.citations))
        path = self.folder / f"{number:03d} clip.m4a"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"sound")
        at_ms = citation.cited_ms
        span = Span(at_ms - 4_000, at_ms + 20_000)
        self.desk.clips[citation] = Clip(path, citation.source, span, span, "copy", ("aac",), "x")
        self.clips[citation] = path

    def __call__(self):
        events = list(export(self.note, self.folder, self.clips, self.desk, self.tools))
        made = [event for event in events if isinstance(event, Made)]
        assert all(event.is_export for event in made)
        return made, [event for event in events if isinstance(event, Trouble)]


def test_files_lie_in_the_folder_and_a_second_run_makes_nothing(vault):
    names = ("audacity", "csv", "m3u", "mpv", "edl", "otio", "chapters", "soundbites", "youtube")
    made, troubles = Run(vault, *names)()
    assert not troubles
    assert [event.path.name for event in made] == [
        "labels.txt",
        "citations.csv",
        "clips.m3u8",
        "mpv.edl",
        "cmx3600.edl",
        "timeline.otio",
        "chapters.json",
        "soundbites.xml",
        "youtube.txt",
    ]
    manifest = json.loads((vault / "out/bees/manifest.json").read_text(encoding="utf-8"))
    assert {event.path.name for event in made} == set(manifest["files"])
    before = {path: path.stat().st_mtime_ns for path in (vault / "out/bees").iterdir()}
    again, _ = Run(vault, *names)()
    assert [event.path for event in again] == [event.path for event in made]
    assert [event.is_new for event in (*made, *again)] == [True] * 9 + [False] * 9
    written = {path: path.stat().st_mtime_ns for path in before if "clip." not in path.name}
    assert written.items() <= before.items()


def test_spans_are_those_of_the_clips(vault):
    Run(vault, "audacity")()
    text = (vault / "out/bees/labels.txt").read_text(encoding="utf-8")
    assert text.split("\n")[0] == "6.000\t30.000\tBees dance in the dark."


def test_each_recording_has_files_of_its_own(vault):
    text = TEXT + "\nOther: [[b/talk.mp4]]\n\nWasps sting [0:10].\n\n[[b/Talk.mp4]] hum [0:20].\n"
    (vault / "bees.md").write_text(text.replace("media: talk.mp4\n", "title: x\n"), "utf-8")
    made, _ = Run(vault, "audacity", "csv")()
    names = [event.path.name for event in made]
    assert names == ["labels talk.txt", "labels Talk 2.txt", "citations.csv"]


def test_what_goes_out_as_it_is_leaves_out_what_is_not_said(vault):
    verdicts = (Verdict.SUPPORTED, Verdict.NOT_FOUND, Verdict.SUPPORTED)
    Run(vault, "chapters", "audacity", verdicts=verdicts)()
    chapters = json.loads((vault / "out/bees/chapters.json").read_text(encoding="utf-8"))
    titles = [chapter["title"] for chapter in chapters["chapters"]]
    assert titles == ["Bees dance in the dark.", "And fly at noon."]
    labels = (vault / "out/bees/labels.txt").read_text(encoding="utf-8")
    assert "[not found] They sleep at night." in labels


def test_words_come_from_the_transcript(vault):
    _, troubles = Run(vault, "srt")()
    assert [(t.message, "--transcript" in t.hint) for t in troubles] == [
        ("no words are known", True)
    ]
    Run(vault, "srt", "vtt", transcript=vault.parent / "talk.srt")()
    text = (vault / "out/bees/subtitles.srt").read_text(encoding="utf-8")
    assert text == "1\n00:00:08,000 --> 00:00:12,000\nAll bees dance in the dark.\n"


def test_a_file_of_the_user_is_not_replaced(vault):
    mine = vault / "out/bees/citations.csv"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    made, (trouble,) = Run(vault, "csv", "audacity")()
    assert [event.path.name for event in made] == ["labels.txt"]
    assert "is not as clipper made it" in trouble.message
    assert mine.read_text() == "mine"
    (mine.parent / "labels.txt").write_text("edited")
    _, troubles = Run(vault, "audacity")()
    assert len(troubles) == 1


def test_a_recording_that_is_not_here_leaves_its_moments_in_the_table(vault):
    run = Run(vault, "csv", "mpv")
    run.desk, run.clips = Desk(), {}
    made, (trouble,) = run()
    assert [event.path.name for event in made] == ["citations.csv"]
    assert trouble.message == "no recording is here"
    text = made[0].path.read_text(encoding="utf-8-sig")
    assert ",0:10,10.000,5.000,35.000,Bees dance in the dark." in text


def test_a_copy_is_no_note_of_its_own(vault):
    made, _ = Run(vault, embed="copy")()
    assert made[0].path == vault / "out/bees/bees.clips.md"
    text = made[0].path.read_text(encoding="utf-8")
    assert f"  ![[./001 clip.m4a]] [00:00:10](../../talk.mp4#t=10) {MARK}\n" in text
    assert (vault / "bees.md").read_text(encoding="utf-8") == TEXT
    assert find_notes([vault]) == (vault / "bees.md",)


def test_a_note_holds_its_clips_until_that_is_undone(vault):
    first, second = Run(vault, embed="note"), None
    assert [event.is_new for event in first()[0]] == [True]
    text = (vault / "bees.md").read_text(encoding="utf-8")
    assert f"  ![[./out/bees/001 clip.m4a]] [00:00:10](./talk.mp4#t=10) {MARK}\n" in text
    second = Run(vault, embed="note")
    assert [c.claim for c in second.note.citations] == [c.claim for c in first.note.citations]
    assert [event.is_new for event in second()[0]] == [False]
    assert (vault / "bees.md").read_text(encoding="utf-8") == text
    undo.restore(vault / "bees.md", second.tools.store)
    assert (vault / "bees.md").read_text(encoding="utf-8") == TEXT


def test_a_note_that_was_changed_meanwhile_is_left_alone(vault):
    run = Run(vault, embed="note")
    (vault / "bees.md").write_text("mine", encoding="utf-8")
    _, (trouble,) = run()
    assert "has changed since it was checked" in trouble.message
    assert (vault / "bees.md").read_text(encoding="utf-8") == "mine"


def test_clips_outside_of_the_vault_cannot_be_embedded(vault, tmp_path):
    (vault / ".obsidian").mkdir()
    _, (trouble,) = Run(vault, embed="note", output=tmp_path / "out")()
    assert "outside of the vault" in trouble.message
    assert (vault / "bees.md").read_text(encoding="utf-8") == TEXT
    assert not Run(vault, embed="note")()[1]


def test_clips_stay_in_the_note_while_a_recording_is_missing(vault):
    Run(vault, embed="note")()
    text = (vault / "bees.md").read_text(encoding="utf-8")
    run = Run(vault, embed="note")
    run.desk, run.clips = Desk(), {}
    _, (trouble,) = run()
    assert "a recording is missing" in trouble.message
    assert (vault / "bees.md").read_text(encoding="utf-8") == text


def test_where_nothing_is_written_there_is_no_folder(vault):
    run = Run(vault, "m3u", "srt")
    run.desk, run.clips = Desk(), {}
    shutil.rmtree(vault / "out")
    assert len(run()[1]) == 2
    assert not (vault / "out").exists()


def test_what_is_no_markdown_is_left_alone(vault):
    run = Run(vault, embed="note")
    run.note = replace(run.note, path=str(vault / "bees.org"))
    _, (trouble,) = run()
    assert trouble.message == "clips can be embedded in Markdown only"


def test_what_cannot_be_is_told_before_any_work(vault):
    note = Run(vault).note
    with pytest.raises(UsageError, match="unknown export 'cvs'"):
        check_exports([note], Settings(export=ExportSettings(("cvs",))))
    with pytest.raises(UsageError, match="cannot be embedded in standard input"):
        check_exports([replace(note, path="-")], Settings(export=ExportSettings((), "copy")))
    check_exports([note], Settings(export=ExportSettings(("csv",), "copy")))
