import json
import os
import subprocess
import sys

import hub
import pytest
from hub import serve
from tiny import write_embedder

from clipper.errors import WeightsError
from clipper.models.files import find_files

FIND = """
import json, sys
from clipper.errors import WeightsError
from clipper.models.files import find_files
try:
    found = find_files(sys.argv[1])
    print(json.dumps([str(found.model), found.tokenizer.is_file(), found.config.is_file()]))
except WeightsError as error:
    print(json.dumps([error.message, error.hint]))
"""


def find_in_a_process(name, **environ):
    """The hub's address is read when its library is imported, so in a process of its own."""
    env = {**os.environ, "HF_HUB_OFFLINE": "0", **environ}
    command = [sys.executable, "-c", FIND, name]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.fixture
def model_hub(monkeypatch):
    monkeypatch.setitem(hub.FILES, "model.onnx", b"large" * 100)
    monkeypatch.setitem(hub.FILES, "model_quantized.onnx", b"small" * 100)
    server = serve("1" * 40)
    yield server
    server.shutdown()


def test_the_hub_gives_the_quantised_model_and_nothing_that_is_not_needed(model_hub):
    address = f"http://127.0.0.1:{model_hub.server_port}"
    model, *beside = find_in_a_process("apiary/sentences", HF_ENDPOINT=address)
    assert model.endswith(f"{'1' * 40}/model_quantized.onnx")
    assert beside == [True, True]
    fetched = {path.split("/")[-1] for path in model_hub.asked if "/resolve/" in path}
    assert fetched == {"model_quantized.onnx", "tokenizer.json", "config.json"}
    model_hub.asked.clear()
    assert find_in_a_process("apiary/sentences", HF_ENDPOINT=address)[0] == model
    assert find_in_a_process("apiary/sentences", HF_HUB_OFFLINE="1")[0] == model
    assert model_hub.asked == []


def test_a_hub_that_does_not_answer_is_told_with_every_way():
    message, hint = find_in_a_process("apiary/sentences", HF_ENDPOINT="http://127.0.0.1:9")
    assert message == "no text model 'apiary/sentences'"
    for way in ("HF_HOME", "HF_HUB_OFFLINE", "tokenizer.json"):
        assert way in hint


@pytest.mark.parametrize("name", ["model.onnx", "onnx/model.onnx", "model_quantized.onnx"])
def test_a_folder_as_the_hub_s_repositories_are(name, tmp_path):
    write_embedder(tmp_path, model=name)
    found = find_files(str(tmp_path))
    assert found.model == tmp_path / name
    assert found.tokenizer == tmp_path / "tokenizer.json"


def test_a_folder_without_a_model_or_a_tokenizer(tmp_path):
    with pytest.raises(WeightsError, match="no text model") as told:
        find_files(str(tmp_path))
    assert "tokenizer.json" in told.value.hint
    write_embedder(tmp_path)
    (tmp_path / "tokenizer.json").unlink()
    with pytest.raises(WeightsError, match="no text model"):
        find_files(str(tmp_path))


@pytest.mark.parametrize(
    "name", ["", "bees", "../../etc/x", "a/b/c", "org/na me", "/no/folder", "a--b/c..d"]
)
def test_a_name_that_no_hub_could_have_is_not_asked_for(name):
    with pytest.raises(WeightsError, match="no text model"):
        find_files(name)
