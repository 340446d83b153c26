"""Edit decision lists and timelines, as OpenTimelineIO and its adapters read them."""

import dataclasses
from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentimelineio.opentime import RationalTime
from sheets import HOSTILE, row

from clipper.exports import EXPORTS
from clipper.exports.rates import Rate, rate_of
from clipper.exports.sheet import Nothing, Recording, Sheet
from clipper.model import Span

RATES = [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(60000, 1001)]


@given(st.sampled_from(RATES), st.integers(0, 24 * 3600 * 1000 - 1000))
def test_time_codes_are_those_of_opentimelineio(rate, at_ms):
    mine = Rate(rate)
    frame = mine.frames(at_ms)
    time = RationalTime(frame, float(rate))
    assert mine.timecode(frame) == otio.opentime.to_timecode(time, float(rate))
    assert abs(frame / rate * 1000 - at_ms) <= 500 / rate


@pytest.mark.parametrize(
    ("fps_milli", "per_second"),
    [
        (23_976, Fraction(24000, 1001)),
        (25_000, 25),
        (24_950, 25),
        (29_970, Fraction(30000, 1001)),
        (30_000, 30),
        (59_940, Fraction(60000, 1001)),
        (5_000, None),
        (0, None),
    ],
)
def test_rates_of_recordings_are_those_that_programs_know(fps_milli, per_second):
    found = rate_of(fps_milli)
    assert (found and found.per_second) == per_second


def shots_of(timeline):
    """Name, reel, start and length in ms of each clip, of the pictures."""
    (track,) = [t for t in timeline.tracks if t.kind == otio.schema.TrackKind.Video]
    for clip in track.find_clips():
        span = clip.source_range
        start, length = span.start_time.to_seconds(), span.duration.to_seconds()
        yield clip.name, clip.metadata["cmx_3600"]["reel"], start * 1000, length * 1000


@pytest.mark.parametrize("fps_milli", [23_976, 25_000, 29_970, 30_000, 0])
def test_an_edit_decision_list_has_each_shot_to_the_frame(fps_milli):
    recording = Recording("x", duration_ms=7_200_000, fps_milli=fps_milli)
    spans = [Span(n * 600_000 + n * 137, n * 600_000 + n * 137 + 20_011) for n in range(11)]
    rows = tuple(row("a", n, recording=recording, span=span) for n, span in enumerate(spans))
    text = EXPORTS["edl"].render(Sheet("n.md", "A title", rows))
    assert ("FCM: DROP FRAME" in text) == (fps_milli == 29_970)
    assert text.split()[text.split().index("C") + 3].replace(";", ":") == "01:00:00:00"
    rate = (rate_of(fps_milli) or Rate(Fraction(25))).per_second
    read = otio.adapters.read_from_string(text, "cmx_3600", rate=float(rate))
    assert read.name == "A title"
    found = list(shots_of(read))
    assert len(found) == len(spans)
    for span, (_, _, start_ms, length_ms) in zip(spans, found, strict=True):
        assert abs(start_ms - span.start_ms) <= 501 / rate
        assert abs(length_ms - span.length_ms) <= 1001 / rate


def test_an_edit_decision_list_holds_hostile_words_as_comments(hostile):
    text = EXPORTS["edl"].render(hostile)
    read = otio.adapters.read_from_string(text, "cmx_3600", rate=30_000 / 1_001)
    found = list(shots_of(read))
    assert len(found) == len(HOSTILE)
    names = ["na me,with;%12%=.mp4", "-rf 'q' \"d\".mp4", "日本 [x] #1 | a.mp4"]
    assert {name for name, *_ in found} == {*names, "not utf-8 \ufffd.mp4", "AbCdEfGhIjK"}
    reels = {name: reel for name, reel, *_ in found}
    assert len(set(reels.values())) == 5
    assert all(len(reel) <= 8 and reel.isascii() and reel.isalnum() for reel in reels.values())


def test_reels_of_like_names_differ_and_mean_nothing_else():
    names = ("black", "BL", "a long name, part 1", "a long name, part 2", "日本", "ax")
    rows = [row("a", n, recording=Recording(name)) for n, name in enumerate(names)]
    text = EXPORTS["edl"].render(Sheet("n.md", "n", tuple(rows)))
    reels = [line.split()[1] for line in text.split("\n") if line[:3].isdigit()]
    assert reels == ["RBLACK", "RBL", "ALONGNAM", "ALONG002", "R", "RAX"]


@pytest.mark.parametrize(
    ("sound", "picture", "track"), [(True, True, "B"), (True, False, "A"), (False, True, "V")]
)
def test_sound_and_picture_are_what_the_recording_has(sound, picture, track):
    recording = Recording("x", has_sound=sound, has_picture=picture)
    text = EXPORTS["edl"].render(Sheet("n.md", "n", (row("a", recording=recording),)))
    assert f"001  RX       {track}     C        00:00:05:00" in text


def test_more_cuts_than_the_format_has_numbers_are_refused():
    rows = tuple(row("a", n, span=Span(n, n + 1_000)) for n in range(1_000))
    assert isinstance(EXPORTS["edl"].render(Sheet("n.md", "n", rows)), Nothing)


def test_a_timeline_is_read_back(hostile):
    timeline = otio.adapters.read_from_string(EXPORTS["otio"].render(hostile), "otio_json")
    (track,) = timeline.tracks
    assert len(track) == len(HOSTILE)
    for shot, clip in zip(hostile.shots(), track, strict=True):
        start_ms = clip.source_range.start_time.to_seconds() * 1000
        assert abs(start_ms - shot.span.start_ms) < 17  # half a frame
        assert clip.source_range.duration.value > 0
        url = clip.media_reference.target_url
        assert url == (shot.recording.path.as_uri() if shot.recording.path else shot.recording.url)
        assert clip.media_reference.available_range is None or (
            clip.media_reference.available_range.end_time_exclusive().to_seconds() <= 900.02
        )
        assert len(clip.markers) == 1


def test_a_marker_says_what_was_found_out(plain):
    timeline = otio.adapters.read_from_string(EXPORTS["otio"].render(plain), "otio_json")
    clip = timeline.tracks[0][1]
    (marker,) = clip.markers
    assert (marker.name, marker.color) == ("[misplaced] Claim 2.", "ORANGE")
    assert marker.marked_range.start_time.to_seconds() == 125
    facts = marker.metadata["clipper"]
    assert facts["url"] == "https://www.youtube.com/watch?v=AbCdEfGhIjK&t=125s"
    assert (facts["verdict"], facts["heard"], facts["confidence"]) == (
        "misplaced",
        "Claim 2.",
        0.25,
    )
    assert clip.metadata["clipper"]["clip"] == "002 clip.mp4"


def test_a_timeline_of_sounds_counts_milliseconds(plain):
    recording = Recording("x", has_picture=False)
    rows = tuple(dataclasses.replace(row, recording=recording) for row in plain.rows)
    text = EXPORTS["otio"].render(dataclasses.replace(plain, rows=rows))
    (track,) = otio.adapters.read_from_string(text, "otio_json").tracks
    assert track.kind == otio.schema.TrackKind.Audio
    assert track[0].source_range.start_time == RationalTime(60_000, 1000)
    assert track[0].media_reference.is_missing_reference
