"""What is heard, when, and never twice: with a listener that hears one word a second."""

import dataclasses
import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clipper.config import SpeechSettings
from clipper.model import Segment, Span, Transcript, Word, union
from clipper.speech.listen import Ear, overlaid
from clipper.speech.weights import Weights
from clipper.speech.whisper import RATE
from clipper.store import Store

LENGTH_MS = 600_000


@dataclasses.dataclass
class Listener:
    """Hears the number of each second whose middle lies in the samples."""

    weights: Weights = Weights("fake", None, "given", "digest")
    settings: SpeechSettings = SpeechSettings()
    heard: list = dataclasses.field(default_factory=list)
    dies_after: int = 10**9
    identity = ("fake",)

    def language(self, stretches):
        self.heard.append("language")
        return "en"

    def hear(self, stretches, *, language, translate=False):
        return map(self._hear, stretches)

    def _hear(self, stretch):
        samples, start_ms = stretch.samples, stretch.start_ms
        if len(self.heard) >= self.dies_after:
            raise KeyboardInterrupt
        end_ms = start_ms + len(samples) * 1000 // RATE
        self.heard.append(Span(start_ms, end_ms))
        middles = range(start_ms // 1000 * 1000 + 500, end_ms, 1000)
        words = tuple(
            Word(f" {ms // 1000}", ms - 400, ms + 400, 1.0) for ms in middles if ms >= start_ms
        )
        return (Segment(Span(start_ms, end_ms), words),) if words else ()


def silence(span):
    start, end = max(0, span.start_ms), min(LENGTH_MS, span.end_ms)
    return np.zeros(max(0, end - start) * RATE // 1000, np.float32)


def ear(tmp_path, listener, samples=silence):
    return Ear(listener, Store(tmp_path), "digest", LENGTH_MS, samples, "en")


def words(transcript):
    return [word.text.strip() for segment in transcript.segments for word in segment.words]


def listen(ear, *spans):
    list(ear.listen(spans))
    return ear.known(spans)


def test_nothing_is_heard_twice(tmp_path):
    listener = Listener()
    mine = ear(tmp_path, listener)
    listen(mine, Span(10_000, 40_000), Span(100_000, 130_000))
    before = list(listener.heard)
    listen(mine, Span(10_000, 40_000))
    assert listener.heard == before
    listen(mine, Span(30_000, 60_000))
    (new,) = listener.heard[len(before) :]
    assert abs(new.start_ms - 40_000) <= 1_000
    assert abs(new.end_ms - 60_000) <= 1_000


def test_another_run_and_another_note_hear_nothing_again(tmp_path):
    listen(ear(tmp_path, Listener()), Span(0, 60_000))
    listener = Listener()
    assert "30" in words(listen(ear(tmp_path, listener), Span(20_000, 50_000)))
    assert listener.heard == []


def test_only_what_was_asked_for_is_known(tmp_path):
    mine = ear(tmp_path, Listener())
    listen(mine, Span(0, 300_000))
    known = mine.known([Span(60_000, 70_000)])
    assert known.heard == (Span(60_000, 70_000),)
    assert words(known) == [str(n) for n in range(60, 70)]


def test_windows_end_with_the_recording(tmp_path):
    known = listen(ear(tmp_path, Listener()), Span(-5_000, 10_000), Span(595_000, 700_000))
    assert known.heard == (Span(0, 10_000), Span(595_000, 600_000))


def test_pieces_are_at_most_two_minutes(tmp_path):
    listener = Listener()
    listen(ear(tmp_path, listener), Span(0, LENGTH_MS))
    assert len(listener.heard) == 5
    assert max(span.length_ms for span in listener.heard) <= 122_000


@pytest.mark.parametrize("dies_after", [0, 1, 2, 3])
def test_a_killed_run_goes_on_with_the_same_words(tmp_path, dies_after):
    spans = [Span(3_000, 250_000), Span(300_000, 330_000)]
    whole = listen(ear(tmp_path / "whole", Listener()), *spans)
    with pytest.raises(KeyboardInterrupt):
        listen(ear(tmp_path / "killed", Listener(dies_after=dies_after)), *spans)
    assert listen(ear(tmp_path / "killed", Listener()), *spans) == whole


def test_what_other_steps_heard_does_not_change_what_is_known(tmp_path):
    """A rerun, whose cache holds more, must come to the same verdicts."""
    mine = ear(tmp_path, Listener(), noisy)
    first = listen(mine, Span(20_000, 50_000))
    listen(mine, Span(0, LENGTH_MS))
    assert mine.known([Span(20_000, 50_000)]) == first


def test_a_damaged_entry_is_heard_again(tmp_path, caplog):
    mine = ear(tmp_path, Listener())
    whole = listen(mine, Span(0, 30_000))
    (entry,) = mine.folder.iterdir()
    for damage in ('[{"start": 1', '[{"begin": 1}]', "3"):
        entry.write_text(damage)
        with caplog.at_level(logging.WARNING):
            assert listen(ear(tmp_path, Listener()), Span(0, 30_000)) == whole
        assert "damaged cache entry" in caplog.text


def noisy(span):
    """Loud but for 0.3 s at 40.3 s and at 70.0 s."""
    times = np.arange(max(0, span.start_ms), min(LENGTH_MS, span.end_ms), 1000 / RATE)
    quiet = ((times >= 40_300) & (times < 40_600)) | ((times >= 70_000) & (times < 70_300))
    return np.where(quiet, 0.0, np.sin(times * 0.9)).astype(np.float32)


def test_edges_move_to_quiet_moments(tmp_path):
    listener = Listener()
    listen(ear(tmp_path, listener, noisy), Span(40_000, 70_500))
    (span,) = listener.heard
    assert abs(span.start_ms - 40_450) <= 20
    assert abs(span.end_ms - 70_150) <= 20


def test_the_language_is_decided_once_and_remembered(tmp_path):
    listener = Listener()
    mine = dataclasses.replace(ear(tmp_path, listener), language="")
    assert mine.with_language().language == "en"
    assert mine.with_language().language == "en"
    assert listener.heard == ["language"]
    assert dataclasses.replace(mine, language="de").with_language().language == "de"


def test_progress_counts_to_the_end(tmp_path):
    steps = list(ear(tmp_path, Listener()).listen([Span(0, 300_000)]))
    assert [step.total_ms for step in steps] == [300_000] * 4
    assert [step.done_ms for step in steps] == [0, 100_000, 200_000, 300_000]


seconds = st.integers(0, LENGTH_MS // 1000)
windows = st.lists(st.tuples(seconds, st.integers(5, 60)), max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(windows, max_size=3))
def test_what_is_known_is_what_was_asked(tmp_path_factory, rounds):
    mine = ear(tmp_path_factory.mktemp("ear"), Listener())
    for asked in rounds:
        spans = [Span(s * 1000, min(LENGTH_MS, (s + n) * 1000)) for s, n in asked]
        known = listen(mine, *spans)
        assert known.heard == union(spans)
        heard = set(words(known))
        for span in known.heard:  # away from edges, which may have moved by a second
            inner = range(span.start_ms // 1000 + 1, span.end_ms // 1000 - 1)
            assert {str(n) for n in inner} <= heard


def test_better_words_take_the_place_of_rough_ones():
    def transcript(span, *words):
        heard = tuple(Word(text, at_ms, at_ms + 400, 1.0) for text, at_ms in words)
        return Transcript((span,), (Segment(span, heard),))

    rough = transcript(Span(0, 60_000), (" bees", 1_000), (" dense", 30_000), (" home", 50_000))
    better = transcript(Span(20_000, 40_000), (" dance", 30_100))
    whole = overlaid(rough, better)
    assert words(whole) == ["bees", "dance", "home"]
    assert whole.heard == (Span(0, 60_000),)
