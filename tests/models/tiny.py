"""Networks of a few weights, and a tokenizer of a few words: as real ones, on the disk."""

import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "bees", "hive", "clock", "agreed", "denied"]
NLI = {"0": "Contradiction", "1": "ENTAILMENT", "2": "neutral"}


def write_tokenizer(path):
    ids = {word: i for i, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordLevel(ids, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.add_special_tokens(WORDS[:4])
    tokenizer.save(str(path))


def write_embedder(folder, *, model="model.onnx"):
    """A vector for each word; "bees" and "hive" lie near each other."""
    table = np.zeros((len(WORDS), 2), dtype=np.float32)
    table[WORDS.index("bees")], table[WORDS.index("hive")] = (1, 0), (0.9, 0.1)
    table[WORDS.index("clock")] = (0, 1)
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])]
    _write(folder, model, nodes, {"table": table}, {"last_hidden_state": 3})


def write_classifier(folder, *, labels=NLI, outputs=3, model="model.onnx"):
    """The premise's words say what the labels are: "denied" is the first, "agreed" the second."""
    table = np.zeros((len(WORDS), outputs), dtype=np.float32)
    table[WORDS.index("denied"), 0] = 5
    table[WORDS.index("agreed"), min(1, outputs - 1)] = 5
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["scores"]),
        helper.make_node("Sub", ["attention_mask", "token_type_ids"], ["premise"]),
        helper.make_node("Cast", ["premise"], ["weights"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["weights", "last"], ["column"]),
        helper.make_node("Mul", ["scores", "column"], ["weighted"]),
        helper.make_node("ReduceSum", ["weighted", "first"], ["logits"], keepdims=0),
    ]
    axes = {"last": np.array([2]), "first": np.array([1])}
    _write(folder, model, nodes, {"table": table, **axes}, {"logits": 2})
    (folder / "config.json").write_text(json.dumps({"id2label": labels}))


def _write(folder, model, nodes, values, output):
    inputs = sorted({name for node in nodes for name in node.input if name in _INPUTS})
    (name, dimensions) = next(iter(output.items()))
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "t"]) for n in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * dimensions)],
        [numpy_helper.from_array(value, name) for name, value in values.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path = folder / model
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(made, str(path))
    write_tokenizer(folder / "tokenizer.json")


_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
