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
    with pytest.raises(ProgramError, match=r"took more than 0 s|took more than"):
        proc.run(python("import time; time.sleep(60)"), timeout_s=0.2)


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
    assert failures
    assert not proc._running


def test_ffmpeg_comes_with_the_package_or_is_named():
    assert b"ffmpeg version" in proc.run([proc.find_ffmpeg(), "-version"])
    assert proc.find_ffmpeg(sys.executable) == sys.executable
    with pytest.raises(ProgramError, match="ffmpeg '/no/ffmpeg' is not a program") as caught:
        proc.find_ffmpeg("/no/ffmpeg")
    assert "CLIPPER_FFMPEG" in caught.value.hint
