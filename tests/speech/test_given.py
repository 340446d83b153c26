import json

import pytest

from clipper.errors import TranscriptError
from clipper.model import Span
from clipper.speech.given import find_transcript, read_transcript

SRT = "1\n00:00:01,000 --> 00:00:03,000\nTides come\ntwice a day.\n"
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nTides come twice a day.\n"
ROWS = [{"start": 1, "end": 3.0, "text": " Tides come twice a day."}]

EVENTS = [{"tStartMs": 1000, "dDurationMs": 2000, "segs": [{"utf8": "Tides come\ntwice a day."}]}]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.srt", SRT),
        ("t.srt", "\ufeff" + SRT.replace("\n", "\r\n")),
        ("t.vtt", VTT),
        ("t.json", json.dumps(ROWS)),
        ("t.json", json.dumps({"text": "...", "language": "en", "segments": ROWS})),
        ("t.json3", json.dumps({"wireMagic": "pb3", "events": EVENTS})),
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


def whisper(*words, text=" In 1763, 1,400 hives"):
    return [{"start": 1.0, "end": 4.0, "text": text, "words": list(words)}]


def timed(word, start, **more):
    return {"word": word, "start": start, "end": start + 0.25, **more}


@pytest.mark.parametrize("blank", [" ", ""], ids=["whisper", "kin"])
def test_whisper_s_times_of_words_are_kept(blank, tmp_path):
    texts = ["In", "1763,", "1,400", "hives"]
    words = [timed(blank + text, 1.5 + n, probability=0.5) for n, text in enumerate(texts)]
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"segments": whisper(*words)}))
    (segment,) = read_transcript(path).segments
    assert segment.text == "In 1763, 1,400 hives"
    assert [word.start_ms for word in segment.words] == [1500, 2500, 3500, 4500]
    assert segment.words[0].end_ms == 1750
    assert segment.words[0].probability == 0.5


def test_words_that_belong_together_stay_together(tmp_path):
    path = tmp_path / "t.json"
    path.write_text(json.dumps(whisper(timed(" 1", 1), timed(",400", 1.5), text=" 1,400")))
    assert read_transcript(path).segments[0].text == "1,400"


def test_where_a_word_lacks_its_time_letters_tell_it(tmp_path):
    path = tmp_path / "t.json"
    path.write_text(json.dumps(whisper(timed("In", 1), {"word": "1763,"}, text="In 1763,")))
    assert [word.start_ms for word in read_transcript(path).segments[0].words] == [1000, 2000]


BROKEN = [
    ("t.json", b"{"),
    ("t.json", b"[]"),
    ("t.json", b'{"words": 1}'),
    ("t.json", b'[{"start": "x", "end": 1, "text": "a"}]'),
    ("t.json", b'[{"start": NaN, "end": 1, "text": "a"}]'),
    ("t.json", b'[{"start": 1e400, "end": 1, "text": "a"}]'),
    ("t.json", b'[{"start": 1e300, "end": 1e300, "text": "a"}]'),
    ("t.json", b'[{"start": -5, "end": 1, "text": "a"}]'),
    ("t.json", b"[" * 100_000),
    ("t.json", b'[{"start": 1, "end": 2, "text": "a", "words": [{"start": 1, "end": 2}]}]'),
    ("t.json", b'[{"start": 1, "end": 2, "text": "a", "words": 7}]'),
    ("t.json3", b'{"events": [{"segs": [{"utf8": "a"}]}]}'),
    ("t.json3", b'{"events": [{"tStartMs": 1e400, "segs": [{"utf8": "a"}]}]}'),
    ("t.json3", b'{"events": [{"tStartMs": 1e12, "segs": [{"utf8": "a"}]}]}'),
    ("t.json3", b'{"events": [7]}'),
    ("t.json3", b'{"events": null}'),
    ("t.json3", b'"events"'),
    ("t.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n&#" + b"9" * 5000 + b";\n"),
    ("t.srt", b"1\n999:00:00,000 --> 999:00:01,000\nbees\n"),
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


def test_what_is_wrong_is_said(tmp_path):
    path = tmp_path / "t.json"
    path.write_text('{"text": "bees"}')
    with pytest.raises(TranscriptError, match="not in a known form: it lacks 'segments'"):
        read_transcript(path)


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
