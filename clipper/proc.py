"""The only module that starts a program.

Standard input is closed (ffmpeg would eat the caller's), both outputs are read
together (ffmpeg fills a pipe with 300 kB of warnings), and a failure shows the
command, its exit code and the end of what it said.
"""

from __future__ import annotations

import logging
import shlex
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clipper.errors import ProgramError

_log = logging.getLogger(__name__)
_running: set[subprocess.Popen[bytes]] = set()
_lock = threading.Lock()
_STDERR_SHOWN = 600  # characters: the last few lines, where ffmpeg says why


def find_ffmpeg(configured: str = "") -> str:
    """Path of the ffmpeg binary: the configured one, else that of imageio-ffmpeg.

    The bundled build is preferred to the system's, so that the same clips come out
    on every machine. Raises ProgramError when there is none.
    """
    if configured:
        found = shutil.which(configured)
        if found is None:
            raise ProgramError(
                f"ffmpeg '{configured}' is not a program",
                hint="correct CLIPPER_FFMPEG or the key 'run.ffmpeg'",
            )
        return found
    import imageio_ffmpeg  # noqa: PLC0415 - 60 ms that `--help` need not pay

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as err:
        found = shutil.which("ffmpeg")
        if found is None:
            raise ProgramError(
                "no ffmpeg for this platform in imageio-ffmpeg, and none on the PATH",
                hint="install ffmpeg, or name it with CLIPPER_FFMPEG",
            ) from err
        return found


def run(command: Sequence[str], *, timeout_s: float = 3600.0) -> bytes:
    """Standard output of a program that succeeded; ProgramError otherwise."""
    _log.debug("run %s", shlex.join(command))
    process: subprocess.Popen[bytes] | None = None
    try:
        with _undisturbed():
            process = _started(command)
        stdout, stderr = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired as err:
        raise ProgramError(
            f"'{Path(command[0]).name}' took more than {timeout_s:g} s",
            hint=shlex.join(command),
        ) from err
    finally:
        if process is not None:
            _end(process)
    if process.returncode != 0:
        raise _failure(command, process.returncode, stderr)
    return stdout


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as err:
        raise ProgramError(f"cannot start '{command[0]}': {err.strerror}") from err
    with _lock:
        _running.add(process)
    return process


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A ^C that comes meanwhile is obeyed at the end.

    Else it may fall between the start of a program and our knowing it: nobody would end it,
    and it would go on writing what has been cleared away.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # ^C is raised in the main thread only
        return
    late: list[int] = []
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, lambda number, _: late.append(number)) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler or signal.SIG_DFL)
        for number in late[:1]:
            signal.raise_signal(number)


def stop_all() -> None:
    """End every program that still runs; for ^C."""
    with _lock:
        for process in _running:
            process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.communicate()
    with _lock:
        _running.discard(process)


def _failure(command: Sequence[str], code: int, stderr: bytes) -> ProgramError:
    said = stderr.decode(errors="replace").strip()[-_STDERR_SHOWN:]
    name = Path(command[0]).name
    return ProgramError(f"'{name}' ended with code {code}: {said}", hint=shlex.join(command))
