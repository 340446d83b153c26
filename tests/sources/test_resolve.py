from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.errors import UsageError
from clipper.model import Source
from clipper.sources.resolve import resolve

YOUTUBE = "https://www.youtube.com/watch?v="


@pytest.fixture(scope="module")
def media_dir(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("outer") / "media"
    for name in [
        "AAAAAAAAAAA.mp4",
        "A talk [BBBBBBBBBBB].webm",
        "-CCCCCCCCCC.opus",
        "sub/DDDDDDDDDDD.mkv",
        "sub/deeper/EEEEEEEEEEE.mp4",
        "FFFFFFFFFFF.m4a",
        "Title [FFFFFFFFFFF].MP4",
        "GGGGGGGGGGG.mp4.part",
        "GGGGGGGGGGG.ytdl",
        "GGGGGGGGGGG.info.json",
        "GGGGGGGGGGG.md",
        "GGGGGGGGGGG.srt",
        "x [GGGGGGGGGGG].f137.mp4",
        "x [GGGGGGGGGGG].temp.mp4",
        "._x [GGGGGGGGGGG].mp4",
        "b [HHHHHHHHHHH].mp4",
        "a [HHHHHHHHHHH].mp4",
        "sub/0 [HHHHHHHHHHH].mp4",
        "A lecture, part 1.mp4",
        "Vortra\N{COMBINING DIAERESIS}ge.mp3",
        "123456 [9876].mp4",
        "../secret.mp4",
    ]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (folder / "JJJJJJJJJJJ.mp4").mkdir()
    return folder


@pytest.mark.parametrize(
    ("source_id", "name"),
    [
        ("AAAAAAAAAAA", "AAAAAAAAAAA.mp4"),
        ("BBBBBBBBBBB", "A talk [BBBBBBBBBBB].webm"),
        ("-CCCCCCCCCC", "-CCCCCCCCCC.opus"),
        ("DDDDDDDDDDD", "sub/DDDDDDDDDDD.mkv"),
        ("FFFFFFFFFFF", "Title [FFFFFFFFFFF].MP4"),
        ("HHHHHHHHHHH", "a [HHHHHHHHHHH].mp4"),
        ("A lecture, part 1", "A lecture, part 1.mp4"),
        ("A lecture, part 1.mp4", "A lecture, part 1.mp4"),
        ("Vorträge", "Vortra\N{COMBINING DIAERESIS}ge.mp3"),
        ("https://youtu.be/AAAAAAAAAAA?t=3", "AAAAAAAAAAA.mp4"),
        ("https://www.youtube.com/watch?list=x&v=BBBBBBBBBBB", "A talk [BBBBBBBBBBB].webm"),
        ("https://m.youtube.com/shorts/AAAAAAAAAAA", "AAAAAAAAAAA.mp4"),
        ("https://example.org/A%20lecture,%20part%201.mp4?x=1", "A lecture, part 1.mp4"),
        ("https://example.org/video/9876", "123456 [9876].mp4"),
    ],
)
def test_found_here(media_dir, source_id, name):
    assert resolve(source_id, media_dir=media_dir) == Source(source_id, path=media_dir / name)


@pytest.mark.parametrize(
    ("source_id", "url"),
    [
        ("EEEEEEEEEEE", YOUTUBE + "EEEEEEEEEEE"),
        ("GGGGGGGGGGG", YOUTUBE + "GGGGGGGGGGG"),
        ("JJJJJJJJJJJ", YOUTUBE + "JJJJJJJJJJJ"),
        ("aaaaaaaaaaa", YOUTUBE + "aaaaaaaaaaa"),
        ("-a_aaaaaaaa", YOUTUBE + "-a_aaaaaaaa"),
        ("https://vimeo.com/1", "https://vimeo.com/1"),
        ("HTTP://example.org/x", "HTTP://example.org/x"),
        ("https://www.youtube.com/watch", "https://www.youtube.com/watch"),
    ],
)
def test_to_be_fetched(media_dir, source_id, url):
    assert resolve(source_id, media_dir=media_dir) == Source(source_id, url=url)
    assert resolve(source_id, media_dir=None) == Source(source_id, url=url)


@pytest.mark.parametrize(
    "source_id",
    [
        "",
        ".",
        "..",
        "no such lecture",
        "../secret",
        "../secret.mp4",
        "sub/DDDDDDDDDDD",
        "\0",
        "a\0.mp4",
        "x" * 5000 + ".mp4",
        "*",
        "file:///etc/hostname",
        "ftp://example.org/a.mp4",
        "data:video/mp4;base64,AAAA",
        "rtmp://example.org/a",
        "javascript:1",
        "http://",
        "http://[::1",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "\nhttp://example.org/",
        "-o",
        "AAAAAAAAAAA\n",
    ],
)
def test_nowhere(media_dir, source_id):
    assert resolve(source_id, media_dir=media_dir) == Source(source_id)


def test_a_path_that_is_named(tmp_path, monkeypatch):
    file = tmp_path / "-y.mp4"
    file.write_bytes(b"x")
    (tmp_path / "passwords.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert resolve(str(file), media_dir=None) == Source(str(file), path=file)
    assert resolve("-y.mp4", media_dir=None) == Source("-y.mp4", path=file)
    assert resolve(str(tmp_path / "passwords.txt"), media_dir=None).path is None


def test_a_media_folder_that_is_missing(tmp_path):
    with pytest.raises(UsageError, match="no such media folder"):
        resolve("AAAAAAAAAAA", media_dir=tmp_path / "missing")


@given(st.text() | st.from_regex(r"\A(https?://|\.\./|/)?[\w./:%\[\]-]*\Z"))
def test_any_text_is_an_id(media_dir, text):
    source = resolve(text, media_dir=media_dir)
    assert source.id == text
    assert source.path is None or media_dir in source.path.parents
    assert source.url is None or source.url.lower().startswith(("http://", "https://"))
