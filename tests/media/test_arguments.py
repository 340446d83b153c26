import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipper.media import arguments
from clipper.media.arguments import Job
from clipper.model import Span


def job(**changes):
    fields = {
        "ffmpeg": "/bin/ffmpeg",
        "source": Path("/in/talk.mp4"),
        "span": Span(7_480, 12_200),
        "target": Path("/out/clip.wav"),
        "picture": 0,
        "sound": 1,
        "tags": {"title": "Talk"},
    }
    return Job(**fields | changes)


def value(command, option):
    return command[command.index(option) + 1]


@pytest.mark.parametrize("build", [arguments.encoded_video, arguments.audio])
def test_every_command(build):
    command = build(job())
    assert command[:4] == ("/bin/ffmpeg", "-nostdin", "-hide_banner", "-loglevel")
    assert command.index("-ss") < command.index("-i")
    assert value(command, "-ss") == "7480000us"
    assert value(command, "-t") == "4720ms"
    assert value(command, "-i") == "file:/in/talk.mp4"
    assert value(command, "-protocol_whitelist") == "file,pipe"
    assert value(command, "-map_metadata") == "-1"
    assert "file:/out/clip.wav" in command
    assert "-avoid_negative_ts" not in command


def test_careful_decodes_from_a_minute_before():
    command = arguments.encoded_video(job(span=Span(100_000, 110_000)), careful=True)
    seeks = [command[at + 1] for at, word in enumerate(command) if word == "-ss"]
    assert seeks == ["40000000us", "60000000us"]
    assert "-ss" not in arguments.encoded_video(job(span=Span(5_000, 9_000)), careful=True)[:10]


def test_pictures_are_read_for_the_clock_only_where_there_are_any():
    assert "0:0" in arguments.audio(job())
    assert "0:0" not in arguments.audio(job(picture=None))


def test_relative_names_become_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = arguments.encoded_video(job(source=Path("-i:%d.mp4"), target=Path("-y.mp4")))
    assert value(command, "-i") == f"file:{tmp_path}/-i:%d.mp4"
    assert command[-1] == f"file:{tmp_path}/-y.mp4"


@given(st.dictionaries(st.sampled_from(["title", "comment"]), st.text()))
def test_tags_are_one_clean_word_each(tags):
    command = arguments.encoded_video(job(tags=tags))
    written = [
        command[at + 1] for at, word in enumerate(command) if word.startswith("-metadata:g:")
    ]
    assert [word.partition("=")[0] for word in written] == list(tags)
    for word in written:
        assert len(word) <= 510
        assert not {unicodedata.category(char) for char in word} & {"Cc", "Cs"}
        word.encode()
