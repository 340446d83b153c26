"""`clipper reel` as it is typed, judging by the talk's true transcript: no model needed."""

import pytest

from clipper.cli.main import call
from clipper.media.loudness import measure_file
from clipper.media.probe import probe


@pytest.fixture
def reel(samples, tmp_path, capsys):
    """Call it; its exit code, its lines on standard output, and what it tells."""
    common = ["-o", str(tmp_path / "o"), "--media-dir", str(samples / "media")]
    common += ["--transcript", str(samples / "media" / "harbour-talk.json")]

    def typed(*arguments, notes=("quotes.md",)):
        code = call(["reel", *(str(samples / note) for note in notes), *common, *arguments])
        streams = capsys.readouterr()
        return code, streams.out.splitlines(), streams.err

    return typed


@pytest.mark.slow
def test_a_second_run_makes_nothing_and_says_so(reel, tmp_path):
    code, paths, told = reel("--format", "opus", "--max-duration", "45", "--no-cover")
    assert (code, paths) == (0, [str(tmp_path / "o" / "quotes" / "reel.opus")])
    assert "1 of another verdict, " in told
    assert probe(tmp_path / "o" / "quotes" / "reel.opus").duration_ms <= 45_100
    assert measure_file(tmp_path / "o" / "quotes" / "reel.opus").peak_dbtp <= -1.0
    code, again, told = reel("--format", "opus", "--max-duration", "45", "--no-cover")
    assert (code, again) == (0, paths)
    assert "nothing is new" in told


def test_nothing_that_matches(reel, tmp_path):
    code, paths, told = reel("--match", "giraffe", notes=("README.md", "quotes.md"))
    assert (code, paths) == (0, [])
    assert told.count("no reel of") == 1  # one note cites nothing
    assert "5 without the words" in told
    assert not list((tmp_path / "o").rglob("reel*"))


@pytest.mark.slow
def test_one_reel_of_several_notes(reel, tmp_path):
    notes = ("quotes.md", "storm-barrier.md")
    code, paths, told = reel("--per", "all", "--match", "forecast", "--format", "flac", notes=notes)
    assert (code, paths) == (0, [str(tmp_path / "o" / "reel.flac")])
    assert "reel of 'Thomas Bell in his own words and 1 more'" in told


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--verdict", "fine"), "'reel.verdicts' is 'fine'"),
        (("--fade", "-1"), "'reel.fade_ms' must be at least 0"),
        (("--loudness", "3"), "'reel.loudness_lufs' must lie between -70 and 0"),
        (("--chime", "--crossfade", "100"), "--chime and --crossfade exclude each other"),
        (("--format", "avi"), "avi"),
    ],
)
def test_wrong_use(reel, tmp_path, arguments, problem):
    code, paths, told = reel(*arguments)
    assert (code, paths) == (2, [])
    assert problem in told
    assert not (tmp_path / "o").exists()
