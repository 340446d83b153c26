import importlib.util

import numpy as np
import pytest
from tiny import write_classifier, write_embedder

from clipper.config import load
from clipper.errors import WeightsError
from clipper.models import embed
from clipper.models.embed import find_embedder

has_model = importlib.util.find_spec(embed._PACKAGE) is not None
needs_model = pytest.mark.skipif(not has_model, reason="the extra 'embed' is not installed")


def settings(name="auto"):
    return load(environ={}, flags={"verify": {"embed": str(name)}, "speech": {"threads": 1}})


def test_off_is_off():
    assert find_embedder(settings("off")) is None


def test_auto_without_the_extra_is_none(monkeypatch):
    monkeypatch.setattr(embed, "_PACKAGE", "no_such_package")
    assert find_embedder(settings()) is None


@needs_model
def test_a_changed_package_is_refused(monkeypatch):
    monkeypatch.setattr(embed, "_SHA256", "0" * 64)
    with pytest.raises(WeightsError, match="is not the file that clipper was tested with") as told:
        find_embedder(settings())
    assert "clipper-notes[embed]" in told.value.hint


@needs_model
def test_a_paraphrase_lies_nearer_than_what_is_unrelated(embedder):
    pairs = [
        ("The hive keeps itself warm in winter.", "Bees hold their nest's heat when it is cold."),
        ("The clock loses a minute each day.", "Every day this timepiece runs sixty seconds slow."),
        ("Ships wait outside the port for the tide.", "Vessels cannot enter the harbour at ebb."),
        ("She was paid far too little.", "Her salary was much lower than it should have been."),
    ]
    left = embedder([claim for claim, _ in pairs])
    right = embedder([said for _, said in pairs])
    likeness = left @ right.T
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert likeness.diagonal().min() > 0.4
    assert likeness[~np.eye(4, dtype=bool)].max() < 0.35


@needs_model
def test_rows_are_of_length_one_and_do_not_depend_on_their_neighbours(embedder):
    texts = [
        "Bees.",
        "The harbour is closed " * 60,
        "",
        " " * 185_000,
        "12 clocks\ud800",
        "Bees.",
    ] * 3
    rows = embedder(texts)
    assert rows.shape == (18, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    alone = {text: embedder([text])[0] for text in texts[:6]}
    assert np.allclose(rows, [alone[text] for text in texts], atol=1e-5)


@needs_model
def test_no_texts_are_no_rows(embedder):
    assert embedder([]).shape == (0, 384)


def test_the_vocabulary_is_bert_s():
    tokenizer = embed._wordpieces()
    assert tokenizer.get_vocab_size() == 30_522
    encoded = tokenizer.encode("The Café's harbourmaster, unaffable: 1,400!")
    assert encoded.tokens == [
        *("[CLS] the cafe ' s harbour ##master , una ##ffa ##ble : 1 , 400 ! [SEP]".split()),
    ]
    assert encoded.ids[:3] == [101, 1996, 7668]
    assert tokenizer.encode("x" * 101).tokens == ["[CLS]", "[UNK]", "[SEP]"]


def test_a_folder_s_model(tmp_path):
    write_embedder(tmp_path, model="onnx/model.onnx")
    mine = find_embedder(settings(tmp_path))
    rows = mine(["bees", "hive hive", "clock", "bees clock clock"])
    assert rows.shape == (4, 2)
    assert np.allclose(rows[3], np.array([1, 2]) / np.sqrt(5))
    assert rows[0] @ rows[1] > 0.9 > rows[0] @ rows[2]
    assert mine.identity == find_embedder(settings(tmp_path)).identity


def test_another_model_has_another_identity(tmp_path):
    write_embedder(tmp_path)
    first = find_embedder(settings(tmp_path)).identity
    tokenizer = tmp_path / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text().replace("clock", "cloak"))
    assert find_embedder(settings(tmp_path)).identity != first


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\x00" * 100])
def test_damaged_files_are_named(file, content, tmp_path):
    write_embedder(tmp_path)
    (tmp_path / file).write_bytes(content)
    with pytest.raises(WeightsError, match=f"cannot use '{tmp_path / file}' of the text model"):
        find_embedder(settings(tmp_path))


def test_a_model_of_another_kind_is_told(tmp_path):
    write_classifier(tmp_path)
    with pytest.raises(WeightsError, match="it gives 2 dimensions, not 3"):
        find_embedder(settings(tmp_path))(["bees"])


def test_a_tokenizer_of_another_model_is_told(tmp_path):
    write_embedder(tmp_path)
    (tmp_path / "tokenizer.json").write_text(embed._wordpieces().to_str())
    with pytest.raises(WeightsError, match="cannot use"):
        find_embedder(settings(tmp_path))(["harbour"])
