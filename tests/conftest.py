"""Every test runs without the user's settings, without the net, and with a cache of its own."""

import logging
import os
import socket
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _apart_from_the_user(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("CLIPPER_")]:
        if not name.startswith("CLIPPER_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CLIPPER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("CLIPPER_VERIFY_EMBED", "off")  # by words alone, whatever is installed
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))


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
