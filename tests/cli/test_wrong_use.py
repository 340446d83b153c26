"""Wrong use gets a clear message and the right exit code, and loses nothing."""

import json
import wave

import pytest

from clipper.cli.main import call

NOTE = "---\ntitle: T\nvideoId: talk\n---\n\nThe gates weigh 480 tonnes [00:02:42].\n"


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.md"
    path.write_text(NOTE)
    return path


def said(capsys):
    return " ".join(capsys.readouterr().err.split())


def test_a_note_that_does_not_exist(capsys):
    assert call(["check", "no-such.md"]) == 2
    assert "error: no such note: 'no-such.md'" in said(capsys)


def test_a_folder_without_notes(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    assert call(["check", str(tmp_path / "empty")]) == 2
    message = said(capsys)
    assert "no notes in" in message
    assert "hint: notes are files that end in .md" in message


def test_a_note_that_is_not_text(tmp_path, capsys):
    path = tmp_path / "note.md"
    path.write_bytes(b"caf\xe9 [00:00:10]")
    assert call(["list", str(path)]) == 2
    assert "UTF-8" in said(capsys)


def test_a_note_without_citations(tmp_path, capsys):
    path = tmp_path / "note.md"
    path.write_text("Nothing to see at 7:00 PM.")
    assert call(["check", str(path)]) == 2
    assert "no citation in 1 note" in said(capsys)


def test_a_note_without_a_source(tmp_path, capsys):
    path = tmp_path / "note.md"
    path.write_text("The gates weigh 480 tonnes [00:02:42].")
    assert call(["check", str(path), "--json"]) == 3
    streams = capsys.readouterr()
    assert "no recording is named for 1 citation" in streams.err
    assert "--source" in streams.err
    (finding,) = json.loads(streams.out)["findings"]
    assert (finding["verdict"], finding["reason"]) == ("unchecked", "no-source")


def test_a_source_that_is_nowhere(note, tmp_path, capsys):
    assert call(["check", str(note), "--media-dir", str(tmp_path), "--model", str(tmp_path)]) == 3
    assert "no Whisper weights in" in said(capsys)
    assert call(["cut", str(note), "--media-dir", str(tmp_path)]) == 3
    message = said(capsys)
    assert "no recording called 'talk'" in message
    assert "--media-dir" in message


def test_a_media_folder_that_is_not_there(note, tmp_path, capsys):
    assert call(["cut", str(note), "--media-dir", str(tmp_path / "no")]) == 2
    assert "media" in said(capsys)


def test_a_media_file_that_is_not_media(note, tmp_path, capsys):
    (tmp_path / "talk.mp4").write_text("this is no film")
    assert call(["cut", str(note), "--media-dir", str(tmp_path), "-o", str(tmp_path / "o")]) == 3
    assert "is not a media file that can be decoded" in said(capsys)


def test_a_stamp_past_the_end(samples, tmp_path, capsys, caplog):
    note = tmp_path / "note.md"
    note.write_text("The gates are made of cheese [00:59:00].")
    media = samples / "media" / "harbour-talk.mp4"
    transcript = samples / "media" / "harbour-talk.json"
    arguments = ["check", str(note), "--source", str(media), "--transcript", str(transcript)]
    assert call(arguments) == 1
    assert "past-end: '00:59:00' is past the end" in capsys.readouterr().out
    note.write_text("The gates are made of cheese [0:59:00], said nobody [59:00].")
    cut = ["cut", str(note), "--source", str(media), "-o", str(tmp_path / "o")]
    assert call([*cut, "--method", "copy"]) == 3
    assert "'0:59:00' is taken for 00:00:59" in caplog.text
    assert "'59:00' is past the end" in said(capsys)


def test_an_unwritable_output_folder(note, samples, tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    media = samples / "media" / "harbour-talk.mp4"
    out = tmp_path / "file" / "output"
    assert call(["cut", str(note), "--source", str(media), "-o", str(out), "--clips", "audio"]) == 2
    message = said(capsys)
    assert "cannot write into" in message
    assert "--output" in message


def test_no_jobs(note, capsys):
    assert call(["check", str(note), "--jobs", "0"]) == 2
    assert "'run.jobs' must be at least 1, not 0" in said(capsys)


def test_an_unknown_key_in_the_configuration(note, tmp_path, capsys):
    path = tmp_path / "c.toml"
    path.write_text("[verify]\nserach = 'near'\n")
    assert call(["check", str(note), "--config", str(path)]) == 2
    message = said(capsys)
    assert "unknown key 'verify.serach'" in message
    assert "did you mean 'search'?" in message


@pytest.mark.parametrize(
    "arguments", [["chek"], ["check"], ["check", "x.md", "--frobnicate"], ["check", "-j", "many"]]
)
def test_wrong_arguments(arguments, capsys):
    assert call(arguments) == 2
    message = said(capsys)
    assert "error:" in message.lower()
    assert "--help" in message


def test_a_transcript_that_is_none(note, tmp_path, capsys):
    path = tmp_path / "t.json"
    path.write_text('{"words": 1}')
    assert call(["check", str(note), "--transcript", str(path)]) == 2
    assert "is not in a known form" in said(capsys)


def test_errors_are_json_when_json_is_asked_for(capsys):
    assert call(["check", "no-such.md", "--json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert document["error"]["exit_code"] == 2
    assert "no such note" in document["error"]["message"]


def test_a_bug_is_no_finding(note, monkeypatch, capsys):
    def broken(*_, **__):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("clipper.pipeline.run", broken)
    assert call(["check", str(note)]) == 101
    assert "a bug in clipper" in said(capsys)


def test_an_interruption_ends_with_130(note, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("clipper.pipeline.run", interrupted)
    assert call(["check", str(note)]) == 130


def test_one_unreadable_note_of_a_vault_is_told_and_the_rest_goes_on(samples, tmp_path, capsys):
    (tmp_path / "bad.md").write_bytes(b"caf\xe9 [00:00:10]")
    good = "---\nvideoId: harbour-talk\n---\n\nSalt eats everything [04:31].\n"
    (tmp_path / "good.md").write_text(good)
    transcript = str(samples / "media" / "harbour-talk.json")
    assert call(["check", str(tmp_path), "--transcript", transcript]) == 3
    streams = capsys.readouterr()
    assert "good.md: 1 supported" in streams.out
    assert "bad.md" in streams.err
    assert "UTF-8" in streams.err
    assert call(["list", str(tmp_path)]) == 3


def test_corrupt_weights(tmp_path, capsys):
    note, media, weights = (tmp_path / name for name in ("note.md", "talk.wav", "weights"))
    note.write_text("Bees dance [00:00:02].")
    with wave.open(str(media), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(5 * 32_000))
    weights.mkdir()
    (weights / "model.bin").write_text("no weights")
    arguments = ["check", str(note), "--source", str(media), "--model", str(weights)]
    assert call(arguments) == 3
    message = said(capsys)
    assert f"cannot load the Whisper weights in '{weights}'" in message
    assert "fetch them again, or name others with --model" in message


def test_when_not_one_note_can_be_read_the_reason_is_told(tmp_path, capsys):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_bytes(b"caf\xe9 [00:00:10]")
    assert call(["list", str(tmp_path)]) == 2
    assert "UTF-8" in said(capsys)


def test_the_dry_run_tells_what_it_could_not_read(tmp_path, capsys):
    (tmp_path / "bad.md").write_bytes(b"caf\xe9 [00:00:10]")
    (tmp_path / "good.md").write_text(NOTE)
    assert call(["run", str(tmp_path), "--dry-run"]) == 3
    assert "bad.md" in said(capsys)


def test_quiet_says_only_errors(samples, capsys):
    quotes, transcript = samples / "quotes.md", samples / "media" / "harbour-talk.json"
    assert call(["-q", "check", str(quotes), "--transcript", str(transcript)]) == 1
    streams = capsys.readouterr()
    assert "4 supported, 1 contradicted" in streams.out
    assert streams.err == ""
    assert call(["-q", "check", "no-such.md"]) == 2
    assert "error: no such note" in said(capsys)
