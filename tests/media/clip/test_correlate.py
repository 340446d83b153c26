import numpy as np
import pytest

from clipper.media.clip import correlate


@pytest.fixture
def noise():
    return np.random.default_rng(1).standard_normal(8_000).astype(np.float32)


def test_a_sound_is_found_in_another_one_whatever_its_loudness(noise):
    part = 0.01 * noise[3_000:5_000] + 0.001
    assert correlate.place(part, noise, 0) == (3_000, pytest.approx(1, abs=1e-3))


def test_another_sound_is_nowhere(noise):
    assert correlate.place(noise[:2_000], noise[2_000:], 0)[1] < 0.2


def test_a_tone_is_found_at_the_period_that_is_expected():
    tone = np.sin(2 * np.pi * np.arange(8_000) / 40).astype(np.float32)
    place, alike = correlate.place(tone[:2_000], tone, 4_003)
    assert (place, alike) == (pytest.approx(4_000, abs=2), pytest.approx(1, abs=0.03))


@pytest.mark.parametrize("length", [0, 1, 2_000, 9_000])
def test_silence_fits_nowhere(noise, length):
    assert correlate.place(np.zeros(length, np.float32), noise, 5)[1] == 0
