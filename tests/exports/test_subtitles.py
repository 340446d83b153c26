import pysubs2
import pytest
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st
from sheets import words

from clipper.exports import EXPORTS
from clipper.exports.subtitles import Cue, cues, srt, vtt
from clipper.model import Segment, Span, Word

TEXT = (
    "So when we closed the barrier for the first time, nobody knew whether it would hold. "
    "It did. The town had asked for it after a storm in January 1978, and 1,400 homes were "
    "flooded then; construction followed at once and went on until 1994."
)
HOSTILE = [
    Cue(0, 1500, "a < b & c > d --> {\\an8}<i>e"),
    Cue(1500, 3000, "the year was\n1978"),
    Cue(3000, 4000, "日本語 🎉 &lt;"),
]


def test_sentences_are_broken_into_short_lines_at_good_places():
    found = cues([words(TEXT)], Span(0, 60_000))
    assert [cue.text.split("\n") for cue in found] == [
        ["So when we closed the", "barrier for the first time,"],
        ["nobody knew whether it would hold. It did."],
        ["The town had asked for it", "after a storm in January 1978,"],
        ["and 1,400 homes were flooded then;"],
        ["construction followed at", "once and went on until 1994."],
    ]


def test_times_are_those_of_the_words_on_the_clock_of_the_span():
    found = cues([words("One two three.", 10_000), words("Four.", 20_000)], Span(9_000, 40_000))
    assert found == (Cue(1_000, 2_200, "One two three."), Cue(11_000, 12_000, "Four."))


def test_words_belong_to_the_span_that_holds_their_middle():
    said = [words("one two three", 0, each_ms=1_000)]
    assert [cue.text for cue in cues(said, Span(400, 2_400))] == ["one two"]
    assert cues(said, Span(400, 2_400))[0].start_ms == 0


def test_a_silence_is_not_shown_through():
    found = cues([words("before", 0), words("after", 5_000)], Span(0, 9_000))
    assert [(cue.start_ms, cue.end_ms) for cue in found] == [(0, 1_000), (5_000, 6_000)]


def test_of_nothing_said_there_are_no_cues():
    assert cues([], Span(0, 1_000)) == ()
    assert srt(()) == ""
    assert vtt(()) == "WEBVTT\n"


WORD = st.builds(
    lambda text, start_ms, length_ms: Word(f" {text}", start_ms, start_ms + length_ms, 1.0),
    st.text(st.characters(codec="utf-8", exclude_characters="\u2028\u2029"), max_size=100),
    st.integers(0, 40_000),
    st.integers(0, 12_000),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORD, max_size=40), st.integers(0, 20_000), st.integers(1, 40_000))
def test_whatever_is_said_cues_can_be_read(said, start_ms, length_ms):
    span = Span(start_ms, start_ms + length_ms)
    found = cues([Segment(Span(0, 60_000), tuple(said))], span)
    ends = [0, *(cue.end_ms for cue in found)]
    for before_ms, cue in zip(ends, found, strict=False):
        lines = cue.text.split("\n")
        assert before_ms <= cue.start_ms < cue.end_ms <= length_ms
        assert cue.end_ms - cue.start_ms <= 7_000
        assert len(lines) <= 2
        assert all(0 < len(line) <= 42 for line in lines)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(TEXT.split()), min_size=1, max_size=120), st.integers(80, 900))
def test_no_word_is_lost(said, each_ms):
    found = cues([words(" ".join(said), each_ms=each_ms)], Span(0, 200_000))
    assert " ".join(cue.text for cue in found).split() == said


def test_srt_is_read_by_others():
    read = pysubs2.SSAFile.from_string(srt(HOSTILE), format_="srt")
    assert [(event.start, event.end) for event in read] == [(c.start_ms, c.end_ms) for c in HOSTILE]
    shown = [event.plaintext for event in read]
    assert shown == ["a ‹ b & c › d --› (\\an8)‹i›e", "the year was\n1978", "日本語 🎉 &lt;"]


def test_vtt_is_read_by_others():
    read = webvtt.from_string(vtt(HOSTILE))
    assert [(cue.start, cue.end) for cue in read][:2] == [
        ("00:00:00.000", "00:00:01.500"),
        ("00:00:01.500", "00:00:03.000"),
    ]
    assert read[0].raw_text == "a &lt; b &amp; c &gt; d --&gt; {\\an8}&lt;i&gt;e"
    assert [cue.raw_text for cue in read][1:] == ["the year was\n1978", "日本語 🎉 &amp;lt;"]


@pytest.mark.parametrize("write", [srt, vtt], ids=["srt", "vtt"])
def test_players_show_what_was_said(write, tmp_path):
    """As libavformat reads it, and libavcodec takes its markup away."""
    import av

    path = tmp_path / f"a.{write.__name__}"
    path.write_text(write(HOSTILE), encoding="utf-8")
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux() if packet.size]
        assert [int(packet.pts * packet.time_base * 1000) for packet in packets] == [0, 1500, 3000]
        texts = [s.ass.decode() for packet in packets for s in packet.decode()]
    assert "i" not in texts[0].split("d --")[0].split(",")[-1]
    assert "1978" in texts[1]
    assert "日本語 🎉" in texts[2]


def test_windows_are_shown_on_the_clock_of_the_recording(plain):
    text = EXPORTS["srt"].render(plain)
    assert text.startswith("1\n00:01:01,000 --> ")
    assert "Bees dance" in text
