"""The fast way against the plain one, with real Whisper on the sample talk."""

import difflib
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from clipper.config import SpeechSettings
from clipper.model import Segment, Span, Word
from clipper.speech import fast
from clipper.speech.hear import Hearer
from clipper.speech.pauses import quietest, spoken
from clipper.speech.reference import Reference
from clipper.speech.weights import find
from clipper.speech.whisper import RATE, Stretch, Whisper
from clipper.store import Store
from clipper.verify.normalise import tokens

MEDIA = Path(__file__).parents[2] / "notes" / "media"


@pytest.fixture(scope="module")
def hearer(weights_cache):
    settings = SpeechSettings(model="tiny.en")
    return Hearer(Whisper(find(settings, store=Store(weights_cache)), settings))


@pytest.fixture(scope="module")
def talk(sound_of):
    return Stretch(sound_of(MEDIA / "harbour-talk.mp4"), 0)


def part(talk, start_s, end_s):
    return talk.part(start_s * RATE, end_s * RATE)


def share_heard(segments, start_s, end_s):
    rows = json.loads((MEDIA / "harbour-talk.json").read_text())
    said = [r["text"] for r in rows if r["start"] >= start_s and r["end"] <= end_s]
    wanted = tokens(" ".join(said))
    heard = tokens(" ".join(segment.text for segment in segments))
    matcher = difflib.SequenceMatcher(None, wanted, heard, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(wanted)


@pytest.mark.slow
def test_hears_as_much_as_the_plain_way(hearer, talk):
    stretch = part(talk, 60, 180)
    (quick,) = hearer.hear([stretch], language="en")
    (plain,) = hearer.careful().hear([stretch], language="en")
    assert share_heard(quick, 60, 180) >= share_heard(plain, 60, 180) - 0.02
    assert share_heard(quick, 60, 180) >= 0.85
    starts = [segment.span.start_ms for segment in quick]
    assert starts == sorted(starts)


@pytest.mark.slow
def test_words_do_not_depend_on_what_is_heard_together(hearer, talk):
    stretches = [part(talk, 20, 44), part(talk, 100, 131), part(talk, 200, 209)]
    together = list(hearer.hear(stretches, language="en"))
    assert together == [next(hearer.hear([each], language="en")) for each in stretches]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("_LOG_PROBABILITY", 0.0),
        ("_COMPRESSION", 0.1),
        ("_WORDS_PER_S", 50.0),
        ("_LONGEST_WORD_S", 0.1),
    ],
)
def test_what_is_in_doubt_is_heard_the_plain_way(hearer, talk, monkeypatch, figure, value):
    plain = (Segment(Span(0, 1), ()),)
    monkeypatch.setattr(Reference, "hear_one", lambda *_, **__: plain)
    monkeypatch.setattr(fast, figure, value)
    (heard,) = hearer.hear([part(talk, 20, 30)], language="en")
    assert heard == plain


@pytest.mark.slow
def test_a_decoder_that_finds_no_end_is_not_believed(hearer, talk, monkeypatch):
    monkeypatch.setattr(Reference, "hear_one", lambda *_, **__: ())
    monkeypatch.setattr(fast, "_most_tokens", lambda _: 5)
    assert list(hearer.hear([part(talk, 20, 30)], language="en")) == [()]


@pytest.mark.slow
def test_a_sentence_that_the_decoder_leaves_out_is_heard_after_all(hearer, talk):
    """Three beams of these weights skip from "... in about four hours" to the next question."""
    (quick,) = hearer.hear([talk.part(116 * RATE + RATE // 3, 130 * RATE)], language="en")
    starts = [word.start_ms for segment in quick for word in segment.words]
    assert max(after - before for before, after in itertools.pairwise(starts)) < 3_000


def test_a_hole_between_words_is_a_doubt():
    words = [Word(" a", 0, 300, 0.9), Word(" b", 400, 900, 0.9), Word(" c", 3_500, 3_900, 0.9)]
    sound = Stretch(np.zeros(4 * RATE, np.float32), 0)
    chunk = fast._Chunk(0, sound, 600)
    assert fast._is_doubtful(Segment(Span(0, 4_000), tuple(words)), chunk)
    words.insert(2, Word(" again", 2_000, 2_400, 0.9))
    assert not fast._is_doubtful(Segment(Span(0, 4_000), tuple(words)), chunk)


@pytest.mark.slow
def test_chunks_are_cut_between_words(talk):
    rows = json.loads((MEDIA / "harbour-talk.json").read_text())
    chunks = list(spoken(talk.samples, longest_s=15.5))
    assert max(last - first for first, last in chunks) <= 15.5 * RATE
    cuts = [last / RATE for _, last in chunks]
    inside = [cut for cut in cuts if any(r["start"] + 0.1 < cut < r["end"] - 0.1 for r in rows)]
    assert len(inside) <= len(cuts) // 2  # many sentences are longer than there is leeway
    assert all(0 <= first < last <= len(talk.samples) for first, last in chunks)


def test_the_quietest_moment():
    sound = np.ones(3 * RATE, np.float32)
    sound[RATE : RATE + 6_000] = 0.01
    assert abs(quietest(sound) - (RATE + 3_000)) <= 1_200
    assert quietest(sound[:100]) == 50
