import io
import sys
import tracemalloc
import warnings
from itertools import pairwise

import numpy as np
import pytest

from clipper import reels
from clipper.errors import MediaError
from clipper.model import Span
from clipper.reels import Joints, Stretch

FULL = 2**31
LEVEL = FULL // 4


def level(length_ms, value=LEVEL):
    return pcm(np.full((length_ms * 48, 2), value, "<i4"))


def pcm(samples):
    return Stretch(io.BytesIO(samples.astype("<i4").tobytes()), len(samples) // 48)


def tone(length_ms, hz):
    time_s = np.arange(length_ms * 48) / 48_000
    wave = np.sin(2 * np.pi * hz * time_s) * LEVEL
    return pcm(np.stack([wave, wave], axis=1))


def joined(stretches, **joints):
    reel = io.BytesIO()
    spans = reels.join(iter(stretches), reel, Joints(**joints))
    return spans, np.frombuffer(reel.getvalue(), "<i4").reshape(-1, 2)[:, 0].astype(float)


def test_stretches_lie_where_the_spans_say():
    spans, sound = joined([level(500), level(250), level(800)], fade_ms=20, gap_ms=400)
    assert spans == (Span(0, 500), Span(900, 1_150), Span(1_550, 2_350))
    assert len(sound) == 2_350 * 48
    for span in spans:
        part = sound[span.start_ms * 48 : span.end_ms * 48]
        assert abs(part[0]) < LEVEL / 400
        assert abs(part[-1]) < LEVEL / 400
        assert part[10 * 48] == pytest.approx(LEVEL / 2, rel=0.01)
        assert part[-10 * 48] == pytest.approx(LEVEL / 2, rel=0.01)
        assert (part[21 * 48 : -21 * 48] == LEVEL).all()
    for before, after in pairwise(spans):
        assert not sound[before.end_ms * 48 : after.start_ms * 48].any()


def test_long_stretches_are_not_changed_where_they_are_split():
    """Written in pieces, each sample is where it was and at the level it had."""
    ramp = np.arange(25_003 * 48, dtype="<i4")
    spans, sound = joined([pcm(np.stack([ramp, ramp], axis=1))] * 1, fade_ms=0)
    assert spans == (Span(0, 25_003),)
    assert (sound == ramp).all()


def test_a_crossfade_overlaps_and_adds_up():
    spans, sound = joined([level(1_000), level(400), level(1_000)], fade_ms=10, crossfade_ms=100)
    assert spans == (Span(0, 1_000), Span(900, 1_300), Span(1_200, 2_200))
    assert len(sound) == 2_200 * 48
    assert np.abs(sound[20 * 48 : -20 * 48] - LEVEL).max() < LEVEL * 0.015  # steps of a ms
    assert abs(sound[0]) < LEVEL / 400
    assert abs(sound[-1]) < LEVEL / 400


def test_the_end_of_a_long_stretch_fades_into_the_next_one():
    spans, sound = joined([level(25_000, 1_000_000), level(11_000, 3_000_000)], crossfade_ms=500)
    assert spans == (Span(0, 25_000), Span(24_500, 35_500))
    assert sound[24_400 * 48] == 1_000_000
    assert sound[24_750 * 48] == pytest.approx(2_000_000, rel=0.02)
    assert sound[25_100 * 48] == 3_000_000


@pytest.mark.parametrize("length_ms", [1, 30, 90])
def test_a_short_stretch_gives_half_of_it_to_each_neighbour(length_ms):
    stretches = [level(1_000), level(length_ms), level(1_000)]
    (_, spot, last), sound = joined(stretches, crossfade_ms=100, fade_ms=0, gap_ms=7)
    assert spot == Span(1_000 - length_ms // 2, 1_000 - length_ms // 2 + length_ms)
    assert last.start_ms == spot.end_ms - length_ms // 2
    assert len(sound) == last.end_ms * 48


def test_a_short_stretch_gets_shorter_fades():
    spans, sound = joined([level(30), level(1)], fade_ms=500, gap_ms=0)
    assert spans == (Span(0, 30), Span(30, 31))
    assert sound[15 * 48] == pytest.approx(LEVEL, rel=0.05)
    assert sound[0] == pytest.approx(0, abs=LEVEL / 400)


def test_without_fades_and_gaps_nothing_changes():
    _, sound = joined([level(100), level(100)], fade_ms=0, gap_ms=0)
    assert (sound == LEVEL).all()


def test_gains():
    loud = Stretch(level(100).pcm, 100, gain_db=6.0206)
    _, sound = joined([loud, Stretch(level(100).pcm, 100, gain_db=-20.0)], fade_ms=0, gap_ms=0)
    assert sound[0] == pytest.approx(2 * LEVEL, rel=1e-4)
    assert sound[-1] == pytest.approx(LEVEL / 10, rel=1e-4)


def test_a_chime_sounds_in_the_gap():
    joints = Joints(gap_ms=400, chime_dbfs=-20.0)
    spans, sound = joined([level(200), level(200)], gap_ms=400, chime_dbfs=-20.0)
    gap = sound[spans[0].end_ms * 48 : spans[1].start_ms * 48]
    assert len(gap) == joints.between_ms * 48
    assert not gap[: 200 * 48].any()
    assert not gap[-200 * 48 :].any()
    assert 0.05 * FULL < np.abs(gap).max() < 0.25 * FULL
    assert np.abs(np.diff(gap)).max() < 0.02 * FULL
    # It goes before a crossfade, for which there would be no place.
    spans, _ = joined([level(200), level(200)], crossfade_ms=100, chime_dbfs=-20.0)
    assert spans[1].start_ms == spans[0].end_ms + joints.between_ms


@pytest.mark.parametrize("joints", [{"gap_ms": 50}, {"gap_ms": 0}, {"crossfade_ms": 150}])
def test_no_click_at_the_joins(joints):
    """Between two samples nothing jumps further than within the stretches."""
    stretches = [tone(777, 440), tone(1_111, 333), tone(500, 487)]
    inside = max(np.abs(np.diff(samples(stretch))).max() for stretch in stretches)
    _, sound = joined(stretches, **joints)
    assert np.abs(np.diff(sound)).max() <= inside * 1.02  # a long crossfade goes in steps of 1 ms
    stretches = [tone(777, 440), tone(1_111, 333)]
    _, cut = joined(stretches, gap_ms=0, fade_ms=0)
    assert np.abs(np.diff(cut)).max() > inside * 2  # so that this can be seen


def samples(stretch):
    found = np.frombuffer(stretch.pcm.getvalue(), "<i4").reshape(-1, 2)[:, 0]
    return found.astype(float)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_reel():
    class Sink(io.RawIOBase):
        def write(self, data):
            return len(data)

    def peak(count):
        tracemalloc.start()
        stretches = (level(4_000) for _ in range(count))
        reels.join(stretches, Sink(), Joints(crossfade_ms=300))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(2)  # with what is loaded once
    assert peak(40) < 1.1 * peak(5)


def test_a_stretch_that_ends_early():
    with pytest.raises(MediaError, match="ends early"):
        joined([Stretch(io.BytesIO(bytes(100 * reels.MS_BYTES)), 101)])


def test_no_stretches():
    with pytest.raises(MediaError, match="no clips"):
        joined([Stretch(io.BytesIO(), 0)])


def test_no_warning_without_ffmpeg_on_the_path(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] == "pydub"]:
        monkeypatch.delitem(sys.modules, name)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        joined([level(100)], chime_dbfs=-20.0)
    assert "pydub" in sys.modules
