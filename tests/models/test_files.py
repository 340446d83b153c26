import hub
import pytest
from hub import asking, serve
from tiny import write_embedder

from clipper.errors import WeightsError
from clipper.models.files import find_files

FIND = """
import json, sys
from clipper.errors import WeightsError
from clipper.models.files import find_files
for name in sys.stdin:
    try:
        found = find_files(name.strip())
        beside = [found.tokenizer.is_file(), found.config.is_file()]
        print(json.dumps([str(found.model), *beside]), flush=True)
    except WeightsError as error:
        print(json.dumps([error.message, error.hint]), flush=True)
"""


@pytest.fixture
def model_hub(monkeypatch):
    monkeypatch.setitem(hub.FILES, "model.onnx", b"large" * 100)
    monkeypatch.setitem(hub.FILES, "model_quantized.onnx", b"small" * 100)
    server = serve("1" * 40)
    yield server
    server.shutdown()


def test_the_hub_gives_the_quantised_model_and_nothing_that_is_not_needed(model_hub):
    address = f"http://127.0.0.1:{model_hub.server_port}"
    with asking(FIND, HF_ENDPOINT=address) as find_online:
        model, *beside = find_online("apiary/sentences")
        assert model.endswith(f"{'1' * 40}/model_quantized.onnx")
        assert beside == [True, True]
        fetched = {path.split("/")[-1] for path in model_hub.asked if "/resolve/" in path}
        assert fetched == {"model_quantized.onnx", "tokenizer.json", "config.json"}
        model_hub.asked.clear()
        assert find_online("apiary/sentences")[0] == model
    with asking(FIND, HF_HUB_OFFLINE="1") as find_offline:
        assert find_offline("apiary/sentences")[0] == model
    assert model_hub.asked == []


def test_a_hub_that_does_not_answer_is_told_with_every_way():
    with asking(FIND, HF_ENDPOINT="http://127.0.0.1:9") as find_there:
        message, hint = find_there("apiary/sentences")
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
