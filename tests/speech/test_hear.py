"""Real Whisper on the sample talk."""

import json
from pathlib import Path

import numpy as np
import pytest

from clipper.config import SpeechSettings
from clipper.model import Span
from clipper.speech.hear import Hearer
from clipper.speech.weights import find
from clipper.speech.whisper import RATE, Stretch, Whisper
from clipper.store import Store
from clipper.verify.normalise import tokens

pytestmark = pytest.mark.slow

MEDIA = Path(__file__).parents[2] / "notes" / "media"


@pytest.fixture(scope="module", params=["base", "tiny.en"])
def hearer(request, weights_cache):
    settings = SpeechSettings(model=request.param)
    return Hearer(Whisper(find(settings, store=Store(weights_cache)), settings))


@pytest.fixture(scope="module")
def talk(sound_of):
    return Stretch(sound_of(MEDIA / "harbour-talk.mp4"), 0)


def stretch(talk, span):
    return talk.part(span.start_ms * RATE // 1000, span.end_ms * RATE // 1000)


@pytest.mark.parametrize("is_careful", [False, True])
def test_words_and_their_times(hearer, talk, is_careful):
    hearer = hearer.careful() if is_careful else hearer
    (segments,) = hearer.hear([stretch(talk, Span(150_000, 180_000))], language="en")
    words = [word for segment in segments for word in segment.words]
    sentences = [
        row
        for row in json.loads((MEDIA / "harbour-talk.json").read_text())
        if row["start"] >= 150.5 and row["end"] <= 179.5
    ]
    said = {token for row in sentences for token in tokens(row["text"])}
    heard = set(tokens("".join(word.text for word in words)))
    assert len(said & heard) / len(said) >= 0.85
    for row in sentences:
        nearest = min(abs(word.start_ms - row["start"] * 1000) for word in words)
        assert nearest <= 600, row
    assert all(0 < word.probability <= 1 for word in words)


def test_the_language_is_recognised(hearer, talk):
    assert hearer.language([stretch(talk, Span(60_000, 90_000))]) == "en"


@pytest.mark.parametrize("loudness", [0.0, 0.003, 0.1])
def test_nobody_is_heard_in_silence_and_noise(hearer, loudness):
    noise = np.random.default_rng(0).normal(0, loudness, 20 * RATE).astype(np.float32)
    assert list(hearer.hear([Stretch(noise, 0)], language="en")) == [()]
