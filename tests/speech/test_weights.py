import hashlib

import pytest
from hub import FILES, asking, serve

from clipper import store
from clipper.config import SpeechSettings
from clipper.errors import WeightsError
from clipper.speech import weights
from clipper.speech.hear import Hearer
from clipper.speech.weights import Weights, find
from clipper.speech.whisper import Whisper
from clipper.store import Store

FIND = """
import json, sys
from pathlib import Path
from clipper.config import SpeechSettings
from clipper.errors import WeightsError
from clipper.speech.weights import find
from clipper.store import Store
for name in sys.stdin:
    try:
        found = find(SpeechSettings(model=name.strip()), store=Store(Path(sys.argv[1])))
        print(json.dumps([found.name, found.origin, str(found.path)]), flush=True)
    except WeightsError as error:
        print(json.dumps([error.message, error.hint]), flush=True)
"""


@pytest.fixture
def hub():
    server = serve(weights._REVISIONS["small"])
    yield server
    server.shutdown()


@pytest.mark.slow
def test_the_hub_serves_the_pinned_revision_and_then_its_cache(hub, tmp_path):
    address = f"http://127.0.0.1:{hub.server_port}"
    with asking(FIND, tmp_path / "c", HF_ENDPOINT=address) as find_online:
        name, origin, path = find_online("auto")
        assert (name, origin) == ("small", "downloaded")
        assert path.endswith(weights._REVISIONS["small"])
        file = f"/resolve/{weights._REVISIONS['small']}/model.bin"
        assert any(file in asked for asked in hub.asked)
        hub.asked.clear()
        assert find_online("small")[1] == "cached"
        assert hub.asked == []
    with asking(FIND, tmp_path / "c", HF_HUB_OFFLINE="1") as find_offline:
        assert find_offline("small")[1] == "cached"


def test_a_hub_that_does_not_answer_costs_little(tmp_path, fake_package):
    closed = "http://127.0.0.1:9"
    with asking(FIND, tmp_path / "c", HF_ENDPOINT=closed) as find_there:
        message, hint = find_there("medium")
    assert message == "no Whisper weights to hear with (wanted: 'medium')"
    for way in ("--model", "HF_HOME", "HF_HUB_OFFLINE", "clipper-notes[offline]"):
        assert way in hint


def settings(model="auto"):
    return SpeechSettings(model=str(model), device="cpu")


@pytest.fixture
def fake_package(tmp_path, monkeypatch):
    """A package with weights in two parts, pinned as the real ones are."""
    folder = tmp_path / "site" / "fake_weights"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    parts = []
    for name, content in (("one", b"wei"), ("two", b"ghts")):
        (folder / name).write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        parts.append(weights._Part("fake_weights", name, digest, "model.bin"))
    monkeypatch.syspath_prepend(str(folder.parent))
    monkeypatch.setattr(weights, "_PACKAGED", {"base": tuple(parts)})
    return folder


def test_packaged_weights_are_joined_once(fake_package, tmp_path, monkeypatch):
    kept = Store(tmp_path / "cache")
    first = find(settings(), store=kept)
    assert (first.name, first.origin) == ("base", "package")
    assert (first.path / "model.bin").read_bytes() == b"weights"
    assert first.digest == store.digest(first.path / "model.bin")
    monkeypatch.setattr(weights, "_join", None)
    assert find(settings("base"), store=kept) == first


def test_packaged_weights_that_were_changed_are_refused(fake_package, tmp_path):
    (fake_package / "two").write_bytes(b"GHTS")
    kept = Store(tmp_path / "cache")
    with pytest.raises(
        WeightsError, match="is not the file that clipper was tested with"
    ) as caught:
        find(settings(), store=kept)
    assert "--force-reinstall" in caught.value.hint
    assert not list((tmp_path / "cache" / "weights").rglob("*.bin"))


def test_a_folder_comes_first(fake_package, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    with pytest.raises(WeightsError, match="no Whisper weights in"):
        find(settings(folder), store=Store(tmp_path / "cache"))
    (folder / "model.bin").write_bytes(FILES["model.bin"])
    found = find(settings(folder), store=Store(tmp_path / "cache"))
    assert (found.origin, found.path) == ("given", folder)


def test_a_name_that_no_model_has(tmp_path):
    with pytest.raises(WeightsError, match="no Whisper model is called 'huge'"):
        find(settings("huge"), store=Store(tmp_path / "cache"))


def test_without_any_weights_every_way_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(weights, "_PACKAGED", {})
    with pytest.raises(WeightsError) as caught:
        find(settings(), store=Store(tmp_path / "cache"))
    for way in ("--model", "HF_HOME", "HF_HUB_OFFLINE", "clipper-notes[offline]"):
        assert way in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"no weights", b"\x06\x00\x00\x00" + b"x" * 1000])
def test_weights_that_do_not_load_are_named(content, tmp_path):
    (tmp_path / "model.bin").write_bytes(content)
    hearer = Hearer(Whisper(Weights("mine", tmp_path, "given", "d"), settings(tmp_path)))
    with pytest.raises(WeightsError, match=f"cannot load the Whisper weights in '{tmp_path}'"):
        hearer.language(())
