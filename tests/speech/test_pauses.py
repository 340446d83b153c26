"""Where nobody speaks, by loudness alone."""

import numpy as np
import pytest

from clipper.speech.pauses import silences
from clipper.speech.whisper import RATE


def sound(*parts, noise=0.0, level=0.3):
    """Noise for speech, in turns of (seconds, whether somebody speaks)."""
    chance = np.random.default_rng(7)
    pieces = [
        chance.normal(0, level if is_spoken else 0, round(seconds * RATE))
        for seconds, is_spoken in parts
    ]
    whole = np.concatenate(pieces)
    return (whole + chance.normal(0, noise, len(whole)) if noise else whole).astype(np.float32)


def found(samples):
    return [(round(first / RATE, 2), round(last / RATE, 2)) for first, last in silences(samples)]


TALK = ((1.0, True), (0.5, False), (2.0, True), (0.2, False), (1.0, True), (0.08, False), (1, True))


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.1])
@pytest.mark.parametrize("level", [0.3, 0.05])
def test_pauses_but_no_closures_of_consonants_at_any_level(noise, level):
    pauses = found(sound(*TALK, noise=noise * level, level=level))
    assert len(pauses) == 2
    for (first, last), (wanted_first, wanted_last) in zip(
        pauses, [(1.0, 1.5), (3.5, 3.7)], strict=True
    ):
        assert abs(first - wanted_first) <= 0.02
        assert abs(last - wanted_last) <= 0.02


@pytest.mark.parametrize("samples", [sound((4, True)), sound(*TALK, noise=0.3), sound((4, False))])
def test_none_where_nothing_stands_out(samples):
    assert found(samples) == []


def test_little_sound_has_no_pauses():
    assert found(np.zeros(0, np.float32)) == found(np.zeros(100, np.float32)) == []
