import numpy as np
import pytest

from clipper.model import Span


@pytest.mark.parametrize(
    "name",
    ["plain.mp4", "late.mp4", "late.ts", "offset.mkv", "sound.mp3", "surround.flac", "clicks.wav"],
)
def test_sample_0_is_media_time_0(recordings, name, clicks_ms, sound_of):
    heard = sound_of(recordings / name)
    assert heard.dtype == np.float32
    assert len(heard) == pytest.approx(320_000, abs=1000)
    for click_ms in clicks_ms:
        near = np.abs(heard[(click_ms - 200) * 16 : (click_ms + 200) * 16])
        # An mp3 without its header keeps the encoder's delay of 25 ms.
        assert np.argmax(near > near.max() / 2) / 16 == pytest.approx(200, abs=28)


@pytest.mark.parametrize("name", ["plain.mp4", "late.mp4", "late.ts", "offset.mkv", "sound.mp3"])
def test_a_stretch_is_the_same_as_in_the_whole(recordings, name, sound_of):
    whole = sound_of(recordings / name)
    for start_ms in (2_500, 7_311, 14_900):
        part = sound_of(recordings / name, Span(start_ms, start_ms + 1_000))
        assert len(part) == 16_000
        expected = whole[start_ms * 16 : start_ms * 16 + 16_000]
        lag = np.correlate(expected, part, mode="same").argmax() - 8_000
        assert abs(lag) <= 16, start_ms  # Matroska's times are rounded to 1 ms


def test_a_stretch_does_not_depend_on_what_was_read_before(recordings, sound_of):
    span = Span(9_000, 11_000)
    assert (sound_of(recordings / "late.ts", span) == sound_of(recordings / "late.ts", span)).all()


def test_click_at_3_s_is_sample_48000(recordings, sound_of):
    for name in ("plain.mp4", "late.mp4", "late.ts", "offset.mkv"):
        heard = sound_of(recordings / name, Span(2500, 3500))
        assert 40_000 + np.argmax(np.abs(heard) > 0.25) == pytest.approx(48_000, abs=32)


def test_samples_end_with_the_recording(recordings, sound_of):
    assert len(sound_of(recordings / "clicks.wav", Span(19_500, 25_000))) == 8_000
    assert len(sound_of(recordings / "clicks.wav", Span(-500, 500))) == 8_000
    assert len(sound_of(recordings / "clicks.wav", Span(25_000, 26_000))) == 0


def test_where_sound_has_not_begun_is_silence(recordings, sound_of):
    heard = sound_of(recordings / "late.mp4", Span(0, 400))
    assert len(heard) == 6_400
    assert not heard.any()


@pytest.mark.parametrize("name", ["plain.mp4", "late.ts", "offset.mkv", "sound.mp3", "slides.mkv"])
def test_every_stretch_can_be_heard(recordings, name, sound_of):
    """Wherever a stretch ends between two packets, or in a gap."""
    chance = np.random.default_rng(len(name))
    for _ in range(60):
        start_ms, length_ms = int(chance.integers(18_000)), int(chance.integers(1, 1_500))
        span = Span(start_ms, start_ms + length_ms)
        assert len(sound_of(recordings / name, span)) == span.length_ms * 16


@pytest.mark.parametrize("name", ["vp9.webm", "two.mkv"])
def test_a_click_far_into_opus_or_whole_numbers(recordings, sound_of, name):
    """Where a decoder begins anew: Opus says how much it would skip, which is at its beginning."""
    heard = np.abs(sound_of(recordings / name, Span(5_000, 6_000)))
    assert np.argmax(heard > heard.max() / 2) == pytest.approx(600 * 16, abs=32)
    assert heard.max() > 0.1
