import math
import wave

import numpy as np
import pytest

from clipper.errors import MediaError
from clipper.media.loudness import Meter, measure, measure_file
from clipper.media.opened import OpenMedia
from clipper.media.probe import probe
from clipper.model import Media, Source, Span

RATE = 48_000


def write(path, sound):
    """Samples in [-1, 1], one column a channel."""
    with wave.open(str(path), "wb") as file:
        file.setparams((sound.shape[1], 2, RATE, 0, "NONE", ""))
        file.writeframes(np.round(sound * 32_767).astype("<i2").tobytes())
    return path


def tone(length_s, *, dbfs, hz=997.0, phase=0.0, channels=2):
    time_s = np.arange(round(length_s * RATE)) / RATE
    wave_ = 10 ** (dbfs / 20) * np.sin(2 * np.pi * hz * time_s + phase)
    return np.repeat(wave_[:, None], channels, axis=1)


def recording(path):
    held = probe(path)
    return OpenMedia(Media(Source("t", path), path, "d", held.duration_ms, "pcm_s16le", None))


@pytest.mark.parametrize("dbfs", [-23, -33])
def test_the_tones_of_tech_3341(tmp_path, dbfs):
    """https://tech.ebu.ch/publications/tech3341, cases 1 and 2: as many LUFS as dBFS."""
    path = write(tmp_path / "tone.wav", tone(3, dbfs=dbfs))
    found = measure(recording(path), Span(0, 3_000))
    assert found.lufs == pytest.approx(dbfs, abs=0.1)
    assert found.peak_dbtp == pytest.approx(dbfs, abs=0.2)
    assert measure_file(path) == found


def test_the_wave_rises_between_the_samples(tmp_path):
    """Case 16: a quarter of the rate, sampled at 45 degrees, is 3 dB higher than its samples."""
    sound = tone(1, dbfs=-6, hz=RATE / 4, phase=math.pi / 4)
    sound *= np.minimum(1, np.arange(RATE) / 4_800)[:, None]  # at once it would overshoot
    path = write(tmp_path / "t.wav", sound)
    assert measure_file(path).peak_dbtp == pytest.approx(-6, abs=0.3)


def test_only_the_span_is_measured_to_its_end(tmp_path):
    sound = np.concatenate([tone(1, dbfs=-3), tone(1.03, dbfs=-30), tone(1, dbfs=-3)])
    sound[RATE + 49_000] = 0.5  # in the last hundredths of a second
    spot = measure(recording(write(tmp_path / "t.wav", sound)), Span(1_005, 2_025))
    assert spot.lufs == pytest.approx(-30, abs=0.5)
    assert -7 < spot.peak_dbtp < -4


def test_silence_and_what_is_too_short_have_no_loudness(tmp_path):
    path = write(tmp_path / "t.wav", np.concatenate([np.zeros((RATE, 2)), tone(1, dbfs=-20)]))
    silent = measure(recording(path), Span(0, 1_000))
    assert (silent.lufs, silent.peak_dbtp) == (None, -math.inf)
    short = measure(recording(path), Span(1_500, 1_800))
    assert short.lufs is None
    assert short.peak_dbtp == pytest.approx(-20, abs=0.3)
    assert Meter().loudness().lufs is None


def test_without_sound(tmp_path, recordings):
    with pytest.raises(MediaError, match="no sound"):
        measure_file(recordings / "silent.mp4")
    with pytest.raises(MediaError):
        measure_file(tmp_path / "absent.wav")
