import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from speech import TALK, line_at, transcript

from clipper.model import Segment, Span, Transcript, Word
from clipper.verify.claim import claim_in
from clipper.verify.evidence import Evidence
from clipper.verify.locate import best_places, best_stretch
from clipper.verify.matches import MATCHES, Matcher
from clipper.verify.probability import WEIGHED, choice, fitted_for
from clipper.verify.recording import index


@pytest.fixture(scope="module")
def recording():
    return index(transcript())


def of(text, recording):
    return Evidence(claim_in(text, recording))


def test_the_index_cuts_at_full_stops(recording):
    assert [sentence.text for sentence in recording.sentences] == TALK
    assert recording.sentences[3].span.start_ms == 15_000


def test_the_index_cuts_at_pauses_and_after_forty_words():
    words = [Word(f" w{i}", i * 300, i * 300 + 250, 1.0) for i in range(100)]
    words += [Word(" late", 60_000, 60_500, 1.0)]
    heard = Transcript((Span(0, 61_000),), (Segment(Span(0, 61_000), tuple(words)),))
    lengths = [len(sentence.text.split()) for sentence in index(heard).sentences]
    assert lengths == [40, 40, 20, 1]


def test_numbers_that_whisper_splits_are_one():
    words = (Word(" about", 0, 1, 1.0), Word(" 1", 1, 2, 1.0), Word(",400", 2, 3, 1.0))
    heard = Transcript((Span(0, 3),), (Segment(Span(0, 3), words),))
    assert index(heard).sentences[0].tokens == ("#1400",)


def test_the_right_window_beats_the_others(recording):
    evidence = of("Fourteen climbers check the cables each spring for rust.", recording)
    here, there = evidence.rows([Span(15_000, 45_000), Span(60_000, 90_000)], evidence.fitted)
    at = evidence.columns.index
    assert here[at("recall")] > 0.7
    assert here[at("pair")] > there[at("pair")]
    assert here[at("cosine_margin")] > 0 > there[at("cosine_margin")]
    assert evidence.probability(Span(15_000, 45_000), "here") > 0.9
    assert evidence.probability(Span(60_000, 90_000), "here") < 0.1


def test_a_misheard_name_still_counts(recording):
    claim = claim_in("The Kestersham engineer wanted a second deck", recording)
    assert "kesterham" in claim.weights


def test_a_compound_counts_as_its_parts(recording):
    claim = claim_in("The fogbell is rung", recording)
    assert {"fog", "bell"} <= set(claim.weights)


def test_the_notes_own_words_weigh_less(recording):
    claim = claim_in("He emphasizes that the fog bell is rung by Harrow", recording)
    assert claim.told["emphas"] < claim.weights["emphas"]
    assert claim.told["fog"] == claim.weights["fog"]


def test_what_is_quoted_counts_by_its_letters(recording):
    quote = " ".join(TALK[4].split()[:5])
    evidence = of(f'As they put it, "{quote}"', recording)
    column = evidence.grid[:, MATCHES.index("quote")]
    assert column.max() > 0.95


def test_places_are_ranked_and_apart(recording):
    places = best_places(of("The fog bell is rung by hand.", recording), count=3)
    assert places[0].contains(Span(line_at("It is rung"), line_at("It is rung") + 1))
    assert all(abs(a.start_ms - b.start_ms) >= 30_000 for a in places for b in places if a is not b)


def test_a_stretch_begins_with_its_sentence(recording):
    said = best_stretch(of("The northern tower got 230 new bolts", recording), [Span(0, 60_000)])
    assert abs(said.at_ms - line_at("230 bolts")) <= 1_000
    assert "230" in said.heard


def test_evidence_begins_after_what_only_leads_up_to_it():
    lines = ["So then, the bolts.", "The tower got 230 new bolts last year.", "And so on."]
    evidence = of("The tower got 230 new bolts", index(transcript(lines=lines)))
    assert best_stretch(evidence, [Span(0, 1)]).at_ms == 5_000


def test_a_stretch_begins_where_it_was_asked_for(recording):
    for start in range(0, 120_000, 7_000):
        span = Span(start, start + 20_000)
        said = best_stretch(of("The northern tower got 230 new bolts", recording), [span])
        assert said is None or span.start_ms <= said.at_ms


def test_nothing_heard_gives_nothing():
    empty = index(Transcript((), ()))
    evidence = of("Anything at all", empty)
    assert best_places(evidence, count=3) == ()
    assert best_stretch(evidence, [Span(0, 30_000)]) is None
    assert not Matcher(evidence.claim)([Span(0, 30_000)]).any()
    assert 0 <= evidence.probability(Span(0, 30_000), "alone") < 0.5


def test_the_text_model_adds_its_columns(recording):
    def meaning_of(texts):
        rows = np.array([[len(text), 1, text.count("e")] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    evidence = of("The fog bell is rung by hand.", replace(recording, meaning_of=meaning_of))
    assert "window_meaning" in evidence.columns
    rows = evidence.rows([Span(0, 30_000)], evidence.fitted)
    assert rows.shape == (1, len(evidence.columns))
    assert np.isfinite(rows).all()


@pytest.mark.parametrize("has_meaning", [False, True])
def test_the_choice_goes_by_all_places(has_meaning):
    fitted = fitted_for(has_meaning=has_meaning)
    for here, places in [(0.9, [0.9, 0.1]), (0.05, [0.9, 0.8]), (0.05, [0.05]), (0.5, [])]:
        assert sum(choice(here, places, fitted)) == pytest.approx(1)
    assert np.argmax(choice(0.9, [0.9, 0.1], fitted)) == 0
    assert np.argmax(choice(0.05, [0.9, 0.8], fitted)) == 1
    assert np.argmax(choice(0.05, [0.05], fitted)) == 2


@pytest.mark.parametrize("has_meaning", [False, True])
def test_the_weights_fit_the_features(recording, has_meaning):
    meaningful = replace(recording, meaning_of=lambda texts: np.ones((len(texts), 1), np.float32))
    evidence = of("The fog bell", meaningful if has_meaning else recording)
    fitted = fitted_for(has_meaning=has_meaning)
    assert fitted.ranker.shape == (evidence.grid_ranking.shape[1],)
    assert set(fitted.regressions) == {"alone", "windows", "here", "anywhere"}
    for regression in fitted.regressions.values():
        assert set(regression.slopes) <= set(evidence.columns)
    assert set(fitted.choice) == {"here", "elsewhere"}
    for regression in fitted.choice.values():
        assert set(regression.slopes) <= set(WEIGHED)


def test_the_weights_are_kept_as_plain_numbers():
    text = files("clipper.verify").joinpath("weights.json").read_text(encoding="utf-8")
    assert set(json.loads(text)) == {"words", "meaning"}
