"""Playlists of the clips and films of the recordings, as players read them."""

import re
import shutil
import subprocess
from pathlib import Path

import m3u8
import pytest
from sheets import row

from clipper import proc
from clipper.exports import EXPORTS
from clipper.exports.sheet import Recording, Sheet
from clipper.model import Span


def test_a_playlist_names_each_clip_once(hostile, plain):
    twice = Sheet("n.md", "n", (*plain.rows, *plain.rows))
    for sheet, count in ((hostile, 4), (plain, 4), (twice, 4)):
        text = EXPORTS["m3u"].render(sheet)
        read = m3u8.loads(text)
        assert [segment.uri for segment in read.segments] == [
            f"./{name}" for name in dict.fromkeys(r.clip for r in sheet.rows if r.clip)
        ]
        assert len(read.segments) == count
        assert {segment.duration for segment in read.segments} == {30.0}
    assert read.segments[0].title == "Claim 1."


def segments(data):
    """mpv's EDL by its grammar: parameters between commas, or as many bytes as is said."""
    head, rest = data.split(b"\n", 1)
    assert head == b"# mpv EDL v0"
    while rest:
        found = []
        while not rest.startswith(b"\n"):
            value = re.match(rb",?(?:(\w+)=)?(?:%(\d+)%|([^,;\n%]*))", rest)
            rest = rest[value.end() :]
            text = value[3] if value[2] is None else rest[: int(value[2])]
            rest = rest if value[2] is None else rest[int(value[2]) :]
            found.append((value[1] and value[1].decode(), text))
        rest = rest[1:]
        yield found


def test_films_for_mpv_keep_to_its_grammar(hostile):
    found = list(segments(EXPORTS["mpv"].render(hostile)))
    local = [shot for shot in hostile.shots() if shot.recording.path]
    assert [segment[0][1].decode(errors="surrogateescape") for segment in found] == [
        str(shot.recording.path) for shot in local
    ]
    for shot, segment in zip(local, found, strict=True):
        assert [name for name, _ in segment] == [None, None, None, "title"]
        assert float(segment[1][1]) * 1000 == shot.span.start_ms
        assert float(segment[2][1]) * 1000 == shot.span.length_ms


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("mpv") is None, reason="mpv is not installed")
def test_mpv_plays_the_film(tmp_path):
    path = tmp_path / "a, b;%3%=\nc.mkv"
    picture = "testsrc=s=64x48:r=10:d=6"
    proc.run([proc.find_ffmpeg(), "-loglevel", "error", "-f", "lavfi", "-i", picture, str(path)])
    recording = Recording("x", path=path, duration_ms=6_000)
    rows = [
        row(claim, n, recording=recording, span=Span(n * 1_000, n * 1_500 + 1_000))
        for n, claim in enumerate(("One, %1%; two", "<b>\n2", "end"), start=1)
    ]
    film = tmp_path / "mpv.edl"
    film.write_bytes(EXPORTS["mpv"].render(Sheet("n.md", "n", tuple(rows))))
    told = "all=${=duration} ${chapters} ${chapter-list/0/title}|${chapter-list/1/title}"
    options = ["--no-config", "--ao=null", "--vo=null", "--frames=3", f"--term-playing-msg={told}"]
    command = ["mpv", *options, str(film)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "all=6.000000 3 One, %1%; two|<b> 2\n" in ended.stdout  # 1.5, 2 and 2.5 s


def test_of_recordings_that_are_not_here_no_film_is_made(plain):
    away = Recording("x", "https://example.org/a.mp4")
    made = EXPORTS["mpv"].render(Sheet("n.md", "n", (row("a", recording=away),)))
    assert made.why == "no recording is here"
    assert Path("/m").is_absolute()
