"""Which of what was heard counts as speech."""

import dataclasses

import numpy as np
import pytest

from clipper.config import SpeechSettings
from clipper.model import Segment, Span, Transcript
from clipper.speech.given import segment_of
from clipper.speech.hear import Hearer
from clipper.speech.trust import Doubt, trusted
from clipper.speech.weights import find
from clipper.speech.whisper import RATE, Stretch, Whisper
from clipper.store import Store

SPEECH = "The keeper winds the harbour clock on every second morning, before the bees wake up."
WINDOW = Span(0, 30_000)


def transcript(*segments: Segment) -> Transcript:
    return Transcript((WINDOW,), segments)


def said(text=SPEECH, *, at_s=0, likely=0.9, **figures) -> Segment:
    segment = segment_of(at_s * 1000, at_s * 1000 + 5_000, text)
    words = tuple(dataclasses.replace(word, probability=likely) for word in segment.words)
    return dataclasses.replace(segment, words=words, **{"language": "en"} | figures)


def test_clear_speech_is_trusted():
    whole = transcript(said(), said(at_s=6), said(at_s=12))
    trust = trusted(whole)
    assert (trust.transcript, trust.doubted) == (whole, ())
    assert trust.doubt_in(WINDOW) is None


@pytest.mark.parametrize(
    ("segment", "doubt"),
    [
        (said(log_probability=-1.1), Doubt.UNCLEAR),
        (said(likely=0.45), Doubt.UNCLEAR),
        (said(compression=2.5), Doubt.REPEATS),
        (said(language_probability=0.1), Doubt.LANGUAGE),
        (said("Thanks for watching!"), Doubt.NOISE),
        (said("Subtitles by the Amara.org community"), Doubt.NOISE),
        (said("[Music]"), Doubt.NOISE),
        (said("(loud applause) ♪ ♪"), Doubt.NOISE),
        (said("♪"), Doubt.NOISE),
        (said("Thank you. Thank you. Thank you."), Doubt.REPEATS),
        (said("the bees of the port, the bees of the port, the bees of the port"), Doubt.REPEATS),
    ],
)
def test_what_is_not_trusted(segment, doubt):
    trust = trusted(transcript(segment))
    assert trust.transcript.segments == ()
    assert trust.doubted == ((segment, doubt),)
    assert trust.doubt_in(WINDOW) is doubt


@pytest.mark.parametrize(
    "text",
    [
        "He thanks them for watching the clock.",
        "No, no, no, the bees were here first.",
        "The number is 0 0 0 0 0 0 0 7.",
        "The clock (a present) was late.",
        "Swarm after swarm after swarm left.",
    ],
)
def test_people_do_say(text):
    assert trusted(transcript(said(text))).doubted == ()


def test_a_loop_over_several_segments():
    thanks = [said("Thank you.", at_s=n) for n in range(6, 12)]
    trust = trusted(transcript(said(), *thanks, said("Now the clock.", at_s=14)))
    assert [segment.text for segment in trust.transcript.segments] == [SPEECH, "Now the clock."]
    assert {doubt for _, doubt in trust.doubted} == {Doubt.REPEATS}


def test_the_figures_of_one_half_minute_say_nothing_of_the_next():
    foreign = [said(at_s=at, language_probability=0.1) for at in (0, 6)]
    speech = [said(at_s=at, language_probability=0.97) for at in (30, 36)]
    trust = trusted(Transcript((Span(0, 60_000),), (*foreign, *speech)))
    assert trust.transcript.segments == tuple(speech)
    assert trust.doubt_in(WINDOW) is Doubt.LANGUAGE
    assert trust.doubt_in(Span(30_000, 60_000)) is None


def test_most_of_the_words_decide():
    trust = trusted(transcript(said(), said(at_s=6), said(at_s=12, compression=9.0)))
    assert trust.doubt_in(WINDOW) is None
    assert trust.doubt_in(Span(10_500, 30_000)) is Doubt.REPEATS


def test_two_words_are_no_speech():
    assert trusted(transcript(said("Good morning."))).doubt_in(WINDOW) is Doubt.SILENCE
    assert trusted(transcript()).doubt_in(WINDOW) is Doubt.SILENCE


def test_a_translation_may_be_less_sure():
    segment = said(likely=0.45, log_probability=-1.1)
    assert trusted(transcript(segment), is_translated=True).doubted == ()


def test_weights_that_know_no_language_must_be_surer():
    for unsure in (said(language="", log_probability=-0.9), said(language="", likely=0.55)):
        assert trusted(transcript(unsure)).doubted == ((unsure, Doubt.UNCLEAR),)


def test_long_loops_take_linear_time():
    assert len(trusted(transcript(said("bees " * 100_000))).doubted) == 1
    assert trusted(transcript(said("[" * 185_000))).transcript.segments == ()


@pytest.mark.slow
def test_noise_and_music_are_no_speech(weights_cache):
    settings = SpeechSettings(model="tiny.en")
    hearer = Hearer(Whisper(find(settings, store=Store(weights_cache)), settings))
    dice, at = np.random.default_rng(1), np.arange(30 * RATE) / RATE
    chords = np.exp(-(at % 2)) * sum(np.sin(2 * np.pi * hertz * at) for hertz in (220, 277, 330))
    for sound in (np.zeros(30 * RATE), dice.standard_normal(30 * RATE) / 10, chords / 4):
        (heard,) = hearer.hear([Stretch(sound.astype(np.float32), 0)], language="en")
        assert trusted(transcript(*heard)).doubt_in(WINDOW) is not None
