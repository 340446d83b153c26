"""Which language each segment is in, by a model that tells it by the loudness of the sound."""

from types import SimpleNamespace

import numpy as np

from clipper.config import SpeechSettings
from clipper.speech.reference import Reference
from clipper.speech.weights import Weights
from clipper.speech.whisper import RATE, Stretch, Whisper

SPEECH_S = 8  # in English; what follows is in German


class Model:
    """Hears a segment every two seconds; sure of the language of what it is given alone."""

    def __init__(self, beliefs):
        self.beliefs = beliefs
        self.languages = {}
        self.looked_at_s = []

    def transcribe(self, samples, **_):
        def segments():
            for start_s in range(0, len(samples) // RATE, 2):
                self.languages = self.beliefs[start_s // 30]
                word = SimpleNamespace(word=" bee", start=start_s, end=start_s + 2, probability=0.9)
                yield SimpleNamespace(
                    start=start_s,
                    end=start_s + 2,
                    words=[word],
                    avg_logprob=-0.2,
                    compression_ratio=1.5,
                    no_speech_prob=0.1,
                )

        return segments(), None

    def detect_language(self, audio):
        self.looked_at_s.append(len(audio) / RATE)
        german = float(audio.mean())
        return None, None, [("en", 1 - german), ("de", german)]


def heard(*beliefs, length_s=20):
    whisper = Whisper(Weights("fake", None, "given", "digest"), SpeechSettings())
    whisper.model = Model(beliefs)
    samples = (np.arange(length_s * RATE) >= SPEECH_S * RATE).astype(np.float32)
    (segments,) = Reference(whisper).hear(
        [Stretch(samples, 60_000)], language="en", translate=False
    )
    return whisper.model, segments


def test_a_half_minute_in_one_language_is_not_looked_at_again():
    for belief in (0.97, 0.01):
        model, segments = heard({"en": belief, "de": 1 - belief})
        assert model.looked_at_s == []
        assert {segment.language_probability for segment in segments} == {belief}


def test_two_languages_in_one_half_minute_are_told_apart():
    model, segments = heard({"en": 0.4, "de": 0.6})
    assert [segment.language for segment in segments] == ["en"] * 4 + ["de"] * 6
    assert model.looked_at_s == [4] * 5


def test_each_half_minute_has_its_own_language():
    _, segments = heard({"en": 0.97}, {"de": 1.0, "en": 0.0}, length_s=40)
    assert [segment.language for segment in segments] == ["en"] * 15 + ["de"] * 5


def test_english_weights_know_no_other():
    _, segments = heard({})
    assert {(s.language, s.language_probability) for s in segments} == {("", 1.0)}
