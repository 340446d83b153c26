"""`--export` and `--embed`, from the command line to the files."""

import csv
import json
import shutil

import pytest

from clipper.cli.main import call
from clipper.errors import Exit


@pytest.fixture
def vault(samples, tmp_path):
    """A sample note with its recording."""
    shutil.copy(samples / "quotes.md", tmp_path)
    (tmp_path / "media").mkdir()
    shutil.copy(samples / "media" / "harbour-talk.mp4", tmp_path / "media")
    return tmp_path


def clipper(command, vault, *options):
    paths = [str(vault / "quotes.md"), "--output", str(vault / "out"), "--clips", "none"]
    return call([command, *paths, *options])


@pytest.mark.slow
def test_cut_writes_files_for_other_programs_and_prints_their_paths(vault, capsys):
    options = ("--export", "csv, mpv", "--export", "youtube", "--embed", "copy")
    assert clipper("cut", vault, *options) == Exit.OK
    names = ["citations.csv", "mpv.edl", "youtube.txt", "quotes.clips.md"]
    printed = capsys.readouterr().out
    assert printed == "".join(f"{vault / 'out' / 'quotes' / name}\n" for name in names)
    assert (vault / "out/quotes/mpv.edl").read_bytes().startswith(b"# mpv EDL v0\n%")


def test_an_unknown_format_is_refused_before_anything_is_made(vault, capsys):
    assert clipper("cut", vault, "--export", "csv,xml") == Exit.USAGE
    assert "unknown export 'xml'" in capsys.readouterr().err
    assert not (vault / "out").exists()


@pytest.mark.slow
def test_run_adds_verdicts_and_words(vault, samples, capsys):
    transcript = str(samples / "media" / "harbour-talk.json")
    assert clipper("run", vault, "--transcript", transcript, "--export", "csv,vtt,chapters") == (
        Exit.FINDINGS
    )
    assert f"export:  {vault / 'out/quotes/chapters.json'}\n" in capsys.readouterr().err
    with (vault / "out/quotes/citations.csv").open(encoding="utf-8-sig", newline="") as file:
        verdicts = [row["verdict"] for row in csv.DictReader(file)]
    assert verdicts == ["supported"] * 2 + ["contradicted"] + ["supported"] * 2
    text = (vault / "out/quotes/subtitles.vtt").read_text(encoding="utf-8")
    assert "we never close on a single\nforecast." in text or "a single forecast." in text
    titles = json.loads((vault / "out/quotes/chapters.json").read_text(encoding="utf-8"))
    assert len(titles["chapters"]) == 4
