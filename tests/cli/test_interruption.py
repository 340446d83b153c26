"""A command that is stopped ends at once, cleans up, and goes on when it is typed again."""

import os
import signal
import subprocess
import sys
import time

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_no_half_files(stop, samples, tmp_path):
    cache, out = tmp_path / "c", tmp_path / "o"
    command = [sys.executable, "-m", "clipper", "cut", str(samples), "-o", str(out)]
    env = {**os.environ, "CLIPPER_CACHE_DIR": str(cache)}
    command += ["--media-dir", str(samples / "media"), "--clips", "audio"]
    command += ["--audio-format", "mp3"]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while len(list(cache.rglob("*.mp3"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(stop)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130, stderr
    assert b"Traceback" not in stderr
    assert not list(tmp_path.rglob(".tmp-*"))
    assert not list(out.rglob("*.mp3"))
    again = subprocess.run(command, env=env, capture_output=True, text=True)
    assert len(again.stdout.splitlines()) == 32
    assert again.returncode == 0
