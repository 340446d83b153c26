import json
from dataclasses import fields
from importlib.resources import files

import pytest
from speech import TALK, line_at, transcript

from clipper.model import Segment, Span, Transcript, Word
from clipper.verify.evidence import Evidence, claim_in, evidence, index
from clipper.verify.locate import best_places, evidence_in, evidence_start_ms
from clipper.verify.probability import probability


@pytest.fixture(scope="module")
def recording():
    return index(transcript())


def test_the_index_cuts_at_full_stops(recording):
    assert [sentence.text for sentence in recording.sentences] == TALK
    assert recording.sentences[3].span.start_ms == 15_000


def test_the_index_cuts_at_pauses_and_after_forty_words():
    words = [Word(f" w{i}", i * 300, i * 300 + 250, 1.0) for i in range(100)]
    words += [Word(" late", 60_000, 60_500, 1.0)]
    heard = Transcript((Span(0, 61_000),), (Segment(Span(0, 61_000), tuple(words)),))
    lengths = [len(sentence.text.split()) for sentence in index(heard).sentences]
    assert lengths == [40, 40, 20, 1]


def test_numbers_that_whisper_splits_are_one(recording):
    words = (Word(" about", 0, 1, 1.0), Word(" 1", 1, 2, 1.0), Word(",400", 2, 3, 1.0))
    heard = Transcript((Span(0, 3),), (Segment(Span(0, 3), words),))
    assert index(heard).sentences[0].tokens == ("#1400",)


def test_the_right_window_beats_the_others(recording):
    claim = claim_in("Fourteen climbers check the cables each spring for rust.", recording)
    here = evidence(claim, Span(15_000, 45_000))
    there = evidence(claim, Span(60_000, 90_000))
    assert here.recall > 0.7
    assert here.pair > there.pair
    assert here.margin > 0 > there.margin
    assert probability(here, "here") > 0.9
    assert probability(there, "here") < 0.1


def test_a_misheard_name_still_counts(recording):
    claim = claim_in("The Kestersham engineer wanted a second deck", recording)
    assert "kesterham" in claim.weights


def test_places_are_ranked_and_apart(recording):
    claim = claim_in("The fog bell is rung by hand.", recording)
    places = best_places(claim, count=3)
    assert places[0].contains(Span(line_at("It is rung"), line_at("It is rung") + 1))
    assert all(abs(a.start_ms - b.start_ms) >= 30_000 for a in places for b in places if a is not b)


def test_evidence_begins_with_its_sentence(recording):
    claim = claim_in("The northern tower got 230 new bolts", recording)
    sentences = evidence_in(claim, Span(15_000, 45_000))
    assert abs(evidence_start_ms(claim, sentences) - line_at("230 bolts")) <= 1_000


def test_nothing_heard_gives_nothing():
    empty = index(Transcript((), ()))
    claim = claim_in("Anything at all", empty)
    assert best_places(claim, count=3) == ()
    assert evidence_in(claim, Span(0, 30_000)) == ()
    assert evidence(claim, Span(0, 30_000)).recall == 0


def test_the_weights_fit_the_features():
    weights = json.loads(files("clipper.verify").joinpath("weights.json").read_text())
    assert set(weights) == {"alone", "windows", "here", "anywhere"}
    for fitted in weights.values():
        assert set(fitted["slopes"]) == {field.name for field in fields(Evidence)}
