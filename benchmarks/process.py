"""What a process of its own takes, its children included; for the other benchmarks."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds of user and system, seconds on the clock, and the most memory at a time."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def used_by(
    command: Sequence[str | Path],
    *,
    codes: Collection[int] = (0,),
    env: Mapping[str, str] | None = None,
    **streams: Any,
) -> Used:
    """Run the command; CalledProcessError unless it ends with one of the `codes`."""
    began_s = time.perf_counter()
    child = subprocess.Popen(command, env={**os.environ, **(env or {})}, **streams)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in codes:
        raise subprocess.CalledProcessError(child.returncode, [*command])
    wall_s = time.perf_counter() - began_s
    return Used(used.ru_utime + used.ru_stime, wall_s, used.ru_maxrss / 1024)
