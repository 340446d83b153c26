"""Every test runs without the user's settings, without the net, and with a cache of its own."""

import gc
import itertools
import logging
import os
import shutil
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_NUMBERS = itertools.count()


def pytest_collection_finish():
    """What was collected stays: the garbage collector need not look through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _apart_from_the_user(monkeypatch, tmp_path_factory):
    for name in [name for name in os.environ if name.startswith("CLIPPER_")]:
        if not name.startswith("CLIPPER_TEST_"):
            monkeypatch.delenv(name)
    apart = tmp_path_factory.getbasetemp() / f"apart-{next(_NUMBERS)}"  # made by who needs it
    monkeypatch.setenv("CLIPPER_CACHE_DIR", str(apart / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(apart / "config"))
    monkeypatch.setenv("CLIPPER_VERIFY_EMBED", "off")  # by words alone, whatever is installed
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(apart / "hub"))


@pytest.fixture(autouse=True)
def _verbosity():
    """What a command sets for its process ends with the test."""
    yield
    logging.getLogger("clipper").setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def _no_net(monkeypatch):
    """Only this machine may be connected to, from this process."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "::1", "localhost", "local"):
            raise OSError(f"a test connects to {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def samples():
    """The sample notes."""
    return ROOT / "notes"


@pytest.fixture(scope="session")
def weights_cache(tmp_path_factory):
    """A cache that all tests with real weights share: the weights are joined once."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "weights-cache"
    shared.mkdir(exist_ok=True)
    return shared


@pytest.fixture(scope="session")
def embedder():
    """The text model of the extra `embed`, loaded once; None where it is not installed."""
    from clipper.config import Settings, SpeechSettings
    from clipper.models.embed import find_embedder

    return find_embedder(Settings(speech=SpeechSettings(threads=1)))


@pytest.fixture(scope="session")
def meanings(embedder, tmp_path_factory):
    """What texts mean, each asked once for all tests; None where `embed` is not installed."""
    from clipper.steps.meaning import Meanings
    from clipper.store import Store

    return embedder and Meanings(embedder, Store(tmp_path_factory.mktemp("meanings")))


@pytest.fixture(scope="session")
def sound_of():
    """What Whisper is given of a recording."""
    from clipper.media import pcm
    from clipper.media.opened import OpenMedia
    from clipper.media.probe import probe
    from clipper.model import Media, Source, Span

    def _sound_of(path, span=None):
        held = probe(path)
        codecs = held.audio_codec, held.video_codec
        media = Media(Source(path.name, path), path, "digest", held.duration_ms, *codecs)
        with OpenMedia(media, is_heard=True) as recording:
            return pcm.samples(recording, span or Span(0, held.duration_ms))

    return _sound_of


@pytest.fixture(scope="module")
def browser():
    """Chromium; a test that needs it is skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on the PATH")
    with api.sync_playwright() as driver:
        started = driver.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()
