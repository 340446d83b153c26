"""The commands as they are typed, judging by the talk's true transcript: no model needed."""

import json
import subprocess
import sys

import pytest

from clipper.cli.main import call

CITATION_KEYS = {
    *("note", "line", "column", "stamp", "cited_ms", "end_ms", "reading", "readings", "claim"),
    *("heading", "source", "format", "problems", "class"),
}


@pytest.fixture
def transcript(samples):
    return str(samples / "media" / "harbour-talk.json")


def test_list_as_json_keeps_its_contract(samples, capsys):
    assert call(["list", str(samples), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "clipper.citations/1"
    assert len(document["citations"]) == 32
    for citation in document["citations"]:
        assert set(citation) >= CITATION_KEYS
    misread = next(c for c in document["citations"] if c["stamp"] == "03:08:00")
    assert misread["cited_ms"] == 11_280_000
    assert {"reading": "m:s", "cited_ms": 188_000} in misread["readings"]


def test_list_for_people(samples, capsys):
    assert call(["list", str(samples / "quotes.md")]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith('quotes.md:10:46: 00:03:05 "But we never close on a single forecast."')


def test_list_says_what_is_no_citation(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "n.md").write_text(
        "---\r\ntitle: x\r\n---\r\nWe met at 9:15. The bees dance [1:00].\r\n"
    )
    (tmp_path / "none.md").write_text("The ratio is 16:9.\n")
    assert call(["list", "n.md", "--left-out"]) == 0
    assert capsys.readouterr().out == (
        "n.md:4:32: 00:01:00 T010 The bees dance.\nn.md:4:11: '9:15' is no citation: clock\n"
    )
    assert call(["list", "none.md", "--left-out", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    left = {"note": "none.md", "line": 1, "column": 14, "text": "16:9", "why": "ratio"}
    assert (document["citations"], document["left_out"]) == ([], [left])
    assert call(["list", "none.md"]) == 2
    assert call(["list", "-", "--left-out"]) == 2
    assert "name the note's file" in capsys.readouterr().err


def test_list_reads_standard_input(monkeypatch, capsys):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("Salt eats everything [04:31]."))
    assert call(["list", "-", "--json"]) == 0
    (citation,) = json.loads(capsys.readouterr().out)["citations"]
    assert (citation["note"], citation["cited_ms"]) == ("-", 271_000)


def test_check_finds_every_planted_mistake(samples, transcript, capsys):
    """The answers of `expected.json`, by the true words: no recognition in between."""
    assert call(["check", str(samples), "--transcript", transcript, "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    expected = json.loads((samples / "expected.json").read_text())
    order = {row["note"].split("/")[-1]: [] for row in expected}
    for row in expected:
        order[row["note"].split("/")[-1]].append(row)
    for finding in findings:
        row = order[finding["note"].split("/")[-1]].pop(0)
        assert (finding["line"], finding["stamp"]) == (row["line"], row["stamp"])
        assert finding["verdict"] == row["expect"], (finding["claim"], finding["detail"])
        if finding["verdict"] == "misplaced":
            assert abs(finding["found_ms"] / 1000 - row["true_s"]) <= 5
    assert not any(order.values())


def test_check_for_people(samples, transcript, capsys):
    assert call(["check", str(samples / "quotes.md"), "--transcript", transcript]) == 1
    streams = capsys.readouterr()
    assert "the note says 'less', the speech 'more'" in streams.out
    assert streams.err.strip().splitlines()[-1] == "4 supported, 1 contradicted"


def test_check_of_a_right_note_ends_with_0(samples, transcript, tmp_path):
    note = tmp_path / "note.md"
    note.write_text("---\nvideoId: harbour-talk\n---\n\nSalt eats everything [04:31].\n")
    assert call(["check", str(note), "--transcript", transcript]) == 0


def test_the_dry_run_makes_nothing(samples, tmp_path, capsys):
    out = tmp_path / "o"
    assert call(["run", str(samples), "-o", str(out), "--dry-run"]) == 0
    assert "harbour-talk: 27 citations" in capsys.readouterr().out
    assert not out.exists()


@pytest.mark.slow
def test_cut_prints_the_paths_of_what_it_made(samples, tmp_path, capsys):
    out = tmp_path / "o"
    arguments = ["cut", str(samples / "quotes.md"), "-o", str(out), "--clips", "audio"]
    assert call([*arguments, "--audio-format", "wav"]) == 0
    streams = capsys.readouterr()
    lines = streams.out.splitlines()
    assert len(lines) == 5
    assert lines[3] == str(out / "quotes" / "004 04-31 Salt eats everything.wav")
    assert all((out / "quotes" / line.split("/")[-1]).stat().st_size > 10_000 for line in lines)
    assert streams.err.splitlines()[-1] == "5 clips, 5 of them new"


def one_claim(folder, line="Salt eats everything [04:31]."):
    note = folder / "note.md"
    note.write_text(f"---\nvideoId: harbour-talk\n---\n\n{line}\n")
    return note


@pytest.fixture
def cut(samples, tmp_path, capsys):
    """`clipper cut` of one note into `o`: its exit code, paths, and what it tells."""

    def _cut(note, *options):
        arguments = ["cut", str(note), "--media-dir", str(samples / "media"), "--clips", "audio"]
        code = call([*arguments, "-o", str(tmp_path / "o"), *options])
        streams = capsys.readouterr()
        return code, streams.out.splitlines(), streams.err

    return _cut


def manifest(folder):
    return json.loads((folder / "o" / "note" / "manifest.json").read_text())


def test_a_second_cut_makes_nothing_and_says_so(cut, transcript, tmp_path):
    def state():
        return {
            path.name: (path.read_bytes(), path.stat().st_mtime_ns)
            for path in (tmp_path / "o" / "note").iterdir()
        }

    note = one_claim(tmp_path)
    code, paths, told = cut(note, "--transcript", transcript)
    assert (code, told.splitlines()[-1]) == (0, "1 clip, 1 of them new")
    assert {path.split(".")[-1] for path in state()} == {"m4a", "srt", "vtt", "json"}
    before = state()
    code, again, told = cut(note, "--transcript", transcript)
    assert (code, again, told.splitlines()[-1]) == (0, paths, "1 clip, none of them new")
    assert state() == before


def test_the_exact_second_or_a_pause_near_it(cut, tmp_path):
    note = one_claim(tmp_path)
    assert cut(note)[0] == 0
    (clip,) = manifest(tmp_path)["clips"]
    assert clip["wanted_ms"] == [266_000, 296_000]
    assert clip["asked_ms"] != clip["wanted_ms"]
    assert cut(note, "--exact")[0] == 0
    (clip,) = manifest(tmp_path)["clips"]
    assert clip["asked_ms"] == clip["wanted_ms"]


def test_what_is_the_users_is_not_replaced(cut, tmp_path):
    note = one_claim(tmp_path)
    mine = tmp_path / "o" / "note" / "1.m4a"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"mine")
    code, paths, told = cut(note, "--name", "{index}")
    assert (code, paths) == (3, [])
    assert "is not replaced" in told
    assert "--output" in told
    assert mine.read_bytes() == b"mine"
    assert not list(mine.parent.glob(".tmp*"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--name", "{clam}"], "'{clam}'"),
        (["--min", "30", "--max", "10"], "clip.longest_s"),
        (["--method", "best"], "'best'"),
        (["--transcript", "nowhere.srt"], "nowhere.srt"),
    ],
)
def test_what_cannot_be_meant_ends_before_any_work(cut, tmp_path, options, told):
    code, paths, says = cut(one_claim(tmp_path), *options)
    assert (code, paths) == (2, [])
    assert told in says
    assert not list(tmp_path.glob("o/*/*"))


def test_a_folder_that_cannot_be_written_is_a_clear_error(cut, tmp_path):
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "note").write_text("a file where the folder should be")
    code, paths, told = cut(one_claim(tmp_path))
    assert (code, paths) == (3, [])
    assert "cannot" in told
    assert (tmp_path / "o" / "note").read_text() == "a file where the folder should be"


def test_fetch_prints_paths(samples, capsys):
    assert call(["fetch", str(samples), "--media-dir", str(samples / "media")]) == 0
    assert set(capsys.readouterr().out.split()) == {str(samples / "media" / "harbour-talk.mp4")}


@pytest.mark.slow
def test_reel_of_the_supported_moments(samples, transcript, tmp_path, capsys):
    arguments = ["reel", str(samples / "quotes.md"), "-o", str(tmp_path)]
    assert call([*arguments, "--transcript", transcript, "--reel-format", "flac"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "quotes" / "reel.flac")


def test_doctor_says_what_is_there(capsys):
    code = call(["doctor", "--json"])
    document = json.loads(capsys.readouterr().out)
    found = {check["name"]: check for check in document["checks"]}
    assert found["ffmpeg"]["found"].startswith("ffmpeg version")
    assert code == (0 if found["Whisper weights"]["found"] else 3)
    assert document["settings"]["window"]["before_s"] == 5.0


def test_a_reader_that_leaves_is_no_finding(samples):
    command = f"{sys.executable} -m clipper list {samples} --json"
    shell = f"{command} | head -c 1; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", shell], capture_output=True, text=True)
    assert ended.returncode in (0, 3), ended.stderr  # 0 where all fitted into the pipe
    assert "Traceback" not in ended.stderr


def test_a_told_length_says_what_is_past_the_end(samples, transcript, tmp_path, capsys):
    note, lengths = tmp_path / "note.md", tmp_path / "lengths.json"
    note.write_text("---\nvideoId: AbCdEfGhIjK\n---\nThe gates are made of cheese [05:30].\n")
    check = ["check", str(note), "--transcript", transcript, "--json"]
    assert call(check) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["reason"] == "past-end"  # as far as the transcript shows
    lengths.write_text('{"AbCdEfGhIjK": 360}')
    assert call([*check, "--durations", str(lengths)]) == 3
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["reason"] == "no-speech"
