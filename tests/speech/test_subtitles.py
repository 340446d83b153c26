import time

import pytest

from clipper.speech.subtitles import read_subtitles

ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.470 align:start position:0%
 
bees<00:00:00.400><c> leave</c><00:00:00.700><c> the</c><00:00:01.000><c> hive</c>

00:00:02.470 --> 00:00:02.480 align:start position:0%
bees leave the hive
 

00:00:02.480 --> 00:00:05.000 align:start position:0%
bees leave the hive
at<00:00:03.000><c> noon</c>

00:00:05.000 --> 00:00:05.010 align:start position:0%
at noon
 

00:00:05.010 --> 00:00:07.000 align:start position:0%
at noon
[Music]
"""  # noqa: W293 - as YouTube writes it


def words(text):
    return [
        (word.text, word.start_ms) for segment in read_subtitles(text) for word in segment.words
    ]


def said(text):
    return [segment.text for segment in read_subtitles(text) if segment.words]


def test_rolling_captions_say_everything_once_with_the_times_of_words():
    assert words(ROLLING) == [
        (" bees", 160),
        (" leave", 400),
        (" the", 700),
        (" hive", 1000),
        (" at", 2480),
        (" noon", 3000),
        (" [Music]", 5010),
    ]


def test_rolling_captions_that_became_srt():
    srt = (
        "1\n00:00:00,000 --> 00:00:02,000\nbees leave the hive\n\n"
        "2\n00:00:02,000 --> 00:00:04,000\nbees leave the hive\nat noon\n\n"
        "3\n00:00:04,000 --> 00:00:06,000\nat noon\nand come home\n"
    )
    assert said(srt) == ["bees leave the hive", "at noon", "and come home"]


def test_what_is_said_again_later_is_kept():
    srt = "1\n00:00:00,000 --> 00:00:02,000\nNo.\n\n2\n00:00:03,000 --> 00:00:04,000\nNo.\n"
    assert said(srt) == ["No.", "No."]


def test_a_line_that_is_a_number_is_said():
    srt = (
        "1\n00:00:00,000 --> 00:00:02,000\nThe clock is from\n1763\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\nor so"
    )
    assert said(srt) == ["The clock is from 1763", "or so"]


def test_short_times_settings_and_notes():
    vtt = "WEBVTT\n\nNOTE by hand\n\nintro\n01:05.5 --> 01:07.250 line:0\nTide &amp; <i>time</i>\n"
    assert words(vtt) == [(" Tide", 65_500), (" &", 66_229), (" time", 66_520)]


def test_marks_of_style_are_not_said():
    text = "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<v Ada>bells ri<b>ng</b>\n"
    assert said(text) == ["bells ring"]


def test_cues_without_an_empty_line_between():
    text = "00:01.000 --> 00:02.000\nbees\n00:02.000 --> 00:03.000\ndance\n"
    assert said(text) == ["bees", "dance"]


@pytest.mark.parametrize(
    "body",
    [
        " " * 185_000,
        "<" * 100_000,
        "{\\" * 100_000,
        "<a" * 100_000,
        "bees\n" * 100_000,
        "00:01.000 --> 00:02.000\nbees\n" * 20_000,
        "<00:00:01.000>a" * 20_000,
        "1" * 100_000 + "-->",
        "-->" * 50_000,
        "&" * 100_000,
    ],
    ids=lambda body: body[:8],
)
def test_time_grows_with_the_text(body):
    start = time.perf_counter()
    list(read_subtitles(f"WEBVTT\n\n00:00.000 --> 00:01.000\n{body}\n"))
    assert time.perf_counter() - start < 2
