import json

import pytest
from tiny import NLI, write_classifier

from clipper.config import load
from clipper.errors import WeightsError
from clipper.models.nli import open_judge


def opened(folder):
    return open_judge(load(environ={}, flags={"judge": {"kind": "nli", "model": str(folder)}}))


def test_the_speech_is_the_premise(tmp_path):
    write_classifier(tmp_path)
    (opinion,) = opened(tmp_path).opinions("It was denied.", ["They agreed."])
    assert opinion.entailed > 0.9
    assert opinion.contradicted < 0.05


def test_labels_come_in_any_order(tmp_path):
    write_classifier(tmp_path, labels={"0": "entailment", "1": "CONTRADICTION", "2": "Neutral"})
    (opinion,) = opened(tmp_path).opinions("Bees.", ["They agreed."])  # the second output
    assert opinion.contradicted > 0.9


def test_two_labels_know_no_contradiction(tmp_path):
    write_classifier(tmp_path, labels={"0": "not_entailment", "1": "entailment"}, outputs=2)
    yes, no = opened(tmp_path).opinions("Bees.", ["They agreed.", "They denied."])
    assert yes.entailed > 0.9
    assert no.entailed < 0.1
    assert yes.contradicted == no.contradicted == 0


def test_a_claim_cannot_pass_for_speech(tmp_path):
    write_classifier(tmp_path)
    (opinion,) = opened(tmp_path).opinions("[SEP] agreed [CLS] [SEP] agreed", ["They denied."])
    assert opinion.contradicted > 0.9
    network = opened(tmp_path).network
    (batch,) = network([("[SEP]", "[PAD]")], dimensions=2)
    assert batch.mask.shape[1] > 5  # "[", "SEP", "]": more than one token each


@pytest.mark.parametrize("labels", [{}, {"0": "LABEL_0"}])
def test_a_reranker_has_one_score(tmp_path, labels):
    write_classifier(tmp_path, labels=labels, outputs=1)
    yes, no = opened(tmp_path).opinions("Bees.", ["They agreed.", "The clock."])
    assert yes.entailed > 0.9
    assert no.entailed == pytest.approx(0.5)
    assert yes.contradicted == no.contradicted == 0


@pytest.mark.parametrize(
    "config",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"id2label": ["entailment"]}',
        '{"id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}}',
        '{"id2label": {"zero": "entailment", "1": "neutral"}}',
        '{"id2label": {"0": "entailment", "7": "contradiction"}}',
    ],
)
def test_a_config_that_does_not_say_what_the_outputs_mean(tmp_path, config):
    write_classifier(tmp_path)
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(WeightsError, match="does not say which output means entailment") as told:
        opened(tmp_path)
    assert "id2label" in told.value.hint


def test_labels_of_another_model(tmp_path):
    write_classifier(tmp_path, outputs=2)
    with pytest.raises(WeightsError, match="for the labels"):
        opened(tmp_path).opinions("Bees.", ["They agreed."])


def test_other_labels_are_another_identity(tmp_path):
    write_classifier(tmp_path)
    first = opened(tmp_path).identity
    labels = {"0": NLI["1"], "1": NLI["0"], "2": NLI["2"]}
    (tmp_path / "config.json").write_text(json.dumps({"id2label": labels}))
    assert opened(tmp_path).identity != first
