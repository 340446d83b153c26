"""What becomes of a citation where the speech at its stamp cannot be trusted."""

import dataclasses

import numpy as np
import pytest

from clipper.config import RunSettings, Settings, VerifySettings
from clipper.model import Citation, Media, Reading, Reason, Source, Verdict
from clipper.speech.given import segment_of
from clipper.steps.check import listen_and_judge
from clipper.steps.tools import Job, Tools

LENGTH_S = 240
BEES = "The bees of the harbour leave their hive at seven in the morning and come home by night."
CLOCK = "The clock in the tower was made of brass by two sisters in the year 1811."
GERMAN = (
    "Die Bienen verlassen ihren Stock jeden Morgen gegen sieben Uhr, fliegen zum alten Hafen "
    "hinaus und kehren erst nachts wieder heim."
)


@dataclasses.dataclass
class Hearer:
    """Hears what it is told to, wherever it listens."""

    says: tuple
    spoken: str = "en"
    translates: bool = True
    tasks: set = dataclasses.field(default_factory=set)
    identity = ("fake",)
    engine = "reference"

    @property
    def weights(self):
        return dataclasses.make_dataclass("Weights", ["name"])("fake")

    def language(self, stretches):
        return self.spoken

    def careful(self):
        return self

    def hear(self, stretches, *, language, translate=False):
        self.tasks.add(translate)
        return map(self._hear, stretches)

    def _hear(self, stretch):
        start_ms, end_ms = stretch.start_ms, stretch.start_ms + len(stretch.samples) // 16
        return tuple(s for s in self.says if start_ms <= s.span.start_ms < end_ms)


def said(text, at_s, **figures):
    return dataclasses.replace(segment_of(at_s * 1000, at_s * 1000 + 6_000, text), **figures)


@pytest.fixture
def check(tmp_path, meanings, monkeypatch):
    """Judges claims by what is told to be heard; the sound itself is silence."""

    def silence(_, span):
        return np.zeros(max(0, span.length_ms) * 16, np.float32)

    def _check(hearer, *claims, search="source"):
        sound = tmp_path / "talk.wav"
        media = Media(Source("talk.wav", sound), sound, "digest", LENGTH_S * 1000, "pcm", None)
        citations = tuple(
            Citation("n.md", line, 1, f"{at_s}", (Reading("seconds", at_s * 1000),), claim)
            for line, (claim, at_s) in enumerate(claims, 1)
        )
        settings = Settings(
            verify=VerifySettings(search=search), run=RunSettings(cache_dir=str(tmp_path))
        )
        with Tools(settings) as tools:
            tools.hearer = hearer
            tools.meanings = meanings
            running = listen_and_judge(Job("talk.wav", citations), media, tools)
            while True:
                try:
                    next(running)
                except StopIteration as stopped:
                    return stopped.value

    monkeypatch.setattr("clipper.steps.check.pcm.samples", silence)
    return _check


@pytest.mark.parametrize(
    ("figures", "reason", "detail"),
    [
        ({"language_probability": 0.02}, Reason.LANGUAGE, "another language is spoken"),
        ({"compression": 9.0}, Reason.NO_SPEECH, "repeat themselves"),
        ({"log_probability": -1.3}, Reason.NO_SPEECH, "understood well enough"),
    ],
)
@pytest.mark.parametrize("claim", [BEES, CLOCK, BEES.replace("seven", "nine")])
def test_words_that_cannot_be_trusted_give_no_verdict(check, figures, reason, detail, claim):
    (finding,) = check(Hearer((said(BEES, 60, **figures),)), (claim, 60))
    assert (finding.verdict, finding.reason) == (Verdict.UNCHECKED, reason)
    assert detail in finding.detail
    assert (finding.confidence, finding.found_ms, finding.heard) == (None, None, "")


def test_the_claim_may_be_said_elsewhere(check):
    hearer = Hearer((said(CLOCK, 60, log_probability=-1.3), said(BEES, 200)))
    (finding,) = check(hearer, (BEES, 60))
    assert (finding.verdict, finding.found_ms) == (Verdict.MISPLACED, 200_000)


def test_speech_beside_it_is_judged(check):
    hearer = Hearer((said(CLOCK, 60, compression=9.0), said(BEES, 120)))
    clock, bees = check(hearer, (CLOCK, 60), (BEES, 120))
    assert clock.verdict is Verdict.UNCHECKED
    assert bees.verdict is Verdict.SUPPORTED


def test_an_english_note_on_german_speech_is_checked_in_translation(check):
    hearer = Hearer((said(BEES, 60),), spoken="de")
    (finding,) = check(hearer, (BEES, 60))
    assert (finding.verdict, hearer.tasks) == (Verdict.SUPPORTED, {True})
    assert finding.detail == "heard in German, translated by Whisper"


def test_weights_that_only_know_english_translate_nothing(check):
    hearer = Hearer((said(BEES, 60),), spoken="de", translates=False)
    (finding,) = check(hearer, (BEES, 60))
    assert (finding.verdict, finding.reason) == (Verdict.UNCHECKED, Reason.LANGUAGE)
    assert hearer.tasks == set()


def test_a_german_note_on_english_speech_is_not_checked(check):
    (finding,) = check(Hearer((said(BEES, 60),)), (GERMAN, 60))
    assert (finding.verdict, finding.reason) == (Verdict.UNCHECKED, Reason.LANGUAGE)


def test_a_german_note_on_german_speech_is_compared_as_it_is(check):
    hearer = Hearer((said(GERMAN, 60),), spoken="de")
    (finding,) = check(hearer, (GERMAN, 60))
    assert (finding.verdict, hearer.tasks) == (Verdict.SUPPORTED, {False})
    assert "translated" not in finding.detail


@dataclasses.dataclass
class QuickHearer(Hearer):
    """Misses what only its careful self hears."""

    misses: tuple = ()
    engine: str = "fast"
    seconds: list = dataclasses.field(default_factory=list)

    @property
    def identity(self):
        return (self.engine,)

    def careful(self):
        says = (*self.says, *self.misses)
        return dataclasses.replace(self, says=says, misses=(), engine="reference")

    def hear(self, stretches, *, language, translate=False):
        if self.engine == "reference":
            self.seconds += [stretch.start_ms // 1000 for stretch in stretches]
        return super().hear(stretches, language=language, translate=translate)


def test_no_claim_fails_for_words_that_the_fast_way_missed(check):
    hearer = QuickHearer((said(CLOCK, 60), said(CLOCK, 195)), misses=(said(BEES, 203),))
    clock, bees = check(hearer, (CLOCK, 60), (BEES, 200), search="none")
    assert (clock.verdict, bees.verdict) == (Verdict.SUPPORTED, Verdict.SUPPORTED)
    assert bees.found_ms == 203_000
    assert hearer.seconds == [193]  # the window of the one that was in doubt, and no other


def test_the_plain_way_is_not_asked_twice(check):
    hearer = QuickHearer((said(CLOCK, 60),), engine="reference")
    (bees,) = check(hearer, (BEES, 60), search="none")
    assert bees.verdict is Verdict.NOT_FOUND
    assert len(hearer.seconds) == 1
