import json

import pytest

from clipper.errors import TranscriptError
from clipper.model import Span
from clipper.speech.given import find_transcript, read_transcript

SRT = "1\n00:00:01,000 --> 00:00:03,000\nTides come\ntwice a day.\n"
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nTides come twice a day.\n"
ROWS = [{"start": 1, "end": 3.0, "text": " Tides come twice a day."}]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.srt", SRT),
        ("t.srt", "\ufeff" + SRT.replace("\n", "\r\n")),
        ("t.vtt", VTT),
        ("t.json", json.dumps(ROWS)),
        ("t.json", json.dumps({"text": "...", "language": "en", "segments": ROWS})),
    ],
)
def test_every_form_gives_the_same_words(name, text, tmp_path):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    transcript = read_transcript(path)
    (segment,) = transcript.segments
    assert segment.span == Span(1000, 3000)
    assert segment.text == "Tides come twice a day."
    assert transcript.heard == (Span(0, 3000),)
    starts = [word.start_ms for word in segment.words]
    assert starts == sorted(starts)
    assert starts[0] == 1000
    assert segment.words[-1].end_ms == 3000


BROKEN = [
    ("t.json", b"{"),
    ("t.json", b"[]"),
    ("t.json", b'{"words": 1}'),
    ("t.json", b'[{"start": "x", "end": 1, "text": "a"}]'),
    ("t.json", b'[{"start": NaN, "end": 1, "text": "a"}]'),
    ("t.json", b'[{"start": 1e400, "end": 1, "text": "a"}]'),
    ("t.json", b"[1, 2]"),
    ("t.srt", b"\xff\xfe\x00"),
    ("t.srt", b"nothing to see"),
    ("t.vtt", b""),
]


@pytest.mark.parametrize(("name", "content"), BROKEN)
def test_what_is_no_transcript_is_refused_by_name(name, content, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TranscriptError) as caught:
        read_transcript(path)
    assert str(path) in caught.value.message
    assert "SRT, VTT, and JSON" in caught.value.hint


def test_a_folder_is_searched_by_source_id(tmp_path):
    for name in ("-RdOwhmqP5s.srt", "talk.json", "other.txt"):
        (tmp_path / name).write_text("x")
    assert find_transcript(tmp_path, "-RdOwhmqP5s").name == "-RdOwhmqP5s.srt"
    assert find_transcript(tmp_path, "media/talk.mp4").name == "talk.json"
    assert find_transcript(tmp_path, "other") is None
    assert find_transcript(tmp_path, "../" + tmp_path.name + "/missing") is None
    assert find_transcript(tmp_path / "talk.json", "whatever") == tmp_path / "talk.json"
    with pytest.raises(TranscriptError, match="no such transcript"):
        find_transcript(tmp_path / "none", "talk")
