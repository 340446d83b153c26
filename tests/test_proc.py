import signal
import subprocess
import sys
import threading
import time

import pytest

from clipper import proc
from clipper.errors import ProgramError


def python(code):
    return [sys.executable, "-c", code]


def test_output_of_a_program():
    assert proc.run(python("print('hello')")) == b"hello\n"


def test_a_failure_shows_command_code_and_the_end_of_what_it_said():
    code = "import sys; print('x' * 5000, file=sys.stderr); print('the reason', file=sys.stderr); "
    with pytest.raises(ProgramError) as caught:
        proc.run(python(code + "sys.exit(7)"))
    assert "ended with code 7" in caught.value.message
    assert caught.value.message.endswith("the reason")
    assert len(caught.value.message) < 1_000
    assert "sys.exit(7)" in caught.value.hint


def test_a_full_pipe_does_not_hang():
    both = "import sys; sys.stderr.write('e' * 10**6); sys.stdout.write('o' * 10**6)"
    assert len(proc.run(python(both), timeout_s=20)) == 10**6


def test_standard_input_is_closed():
    assert proc.run(python("import sys; print(repr(sys.stdin.read()))")) == b"''\n"


def test_a_program_that_takes_too_long_is_ended():
    begun = time.monotonic()
    with pytest.raises(ProgramError, match=r"took more than 0\.2 s") as caught:
        proc.run(python("import time; time.sleep(60)"), timeout_s=0.2)
    assert time.monotonic() - begun < 20
    assert "time.sleep(60)" in caught.value.hint
    assert not proc._running


def test_a_program_that_is_not_there():
    with pytest.raises(ProgramError, match="cannot start '/no/such/program'"):
        proc.run(["/no/such/program"])


def test_stop_all_ends_what_still_runs():
    failures = []

    def work():
        try:
            proc.run(python("import time; time.sleep(60)"))
        except ProgramError as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 10
    while not proc._running and time.monotonic() < deadline:
        time.sleep(0.01)
    proc.stop_all()
    thread.join(10)
    assert not thread.is_alive()
    assert ["ended with code" in failure.message for failure in failures] == [True]
    assert not proc._running


def test_ffmpeg_comes_with_the_package_or_is_named():
    assert b"ffmpeg version" in proc.run([proc.find_ffmpeg(), "-version"])
    assert proc.find_ffmpeg(sys.executable) == sys.executable
    with pytest.raises(ProgramError, match="ffmpeg '/no/ffmpeg' is not a program") as caught:
        proc.find_ffmpeg("/no/ffmpeg")
    assert "CLIPPER_FFMPEG" in caught.value.hint


@pytest.fixture
def ffmpeg_on_path(tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return str(program)


def test_the_bundled_ffmpeg_is_preferred_to_that_on_the_path(ffmpeg_on_path):
    assert proc.find_ffmpeg() != ffmpeg_on_path
    assert proc.find_ffmpeg("ffmpeg") == ffmpeg_on_path


def test_the_path_helps_out_where_no_ffmpeg_is_bundled(ffmpeg_on_path, monkeypatch):
    def none():
        raise RuntimeError

    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", none)
    assert proc.find_ffmpeg() == ffmpeg_on_path
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ProgramError, match="no ffmpeg for this platform") as caught:
        proc.find_ffmpeg()
    assert "CLIPPER_FFMPEG" in caught.value.hint


def test_arguments_are_no_shell_s(tmp_path):
    hostile = f"; touch {tmp_path}/made $(touch {tmp_path}/made) '\""
    said = proc.run([*python("import sys; sys.stdout.write(sys.argv[1])"), hostile])
    assert said.decode() == hostile
    assert not (tmp_path / "made").exists()


def test_a_program_that_starts_as_control_c_is_pressed_is_ended(monkeypatch):
    started = []
    popen = subprocess.Popen

    def slow_start(*args, **kwargs):
        started.append(popen(*args, **kwargs))
        signal.raise_signal(signal.SIGINT)
        return started[-1]

    monkeypatch.setattr("clipper.proc.subprocess.Popen", slow_start)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        proc.run([sys.executable, "-c", "import time; time.sleep(60)"])
    assert started[0].poll() is not None
    assert signal.getsignal(signal.SIGINT) is before
