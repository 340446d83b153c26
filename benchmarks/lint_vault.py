"""How long `clipper lint` takes for a whole vault, and how much memory.

    python benchmarks/lint_vault.py NOTES [--count 20000]

Makes a vault of `--count` notes from those in the folder NOTES: each copy is about a
recording of its own or, every third one, about that of its original, and its times move by
some minutes. Lints it in a process of one thread, on one core where the system allows that.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from clipper.notes.read import find_notes

_TIME = re.compile(r"(?<=\d\d:)(\d)(\d)(?=:\d\d)")  # the minutes of HH:MM:SS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("--count", type=int, default=20_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for count in (options.count // 10, options.count):
            vault = Path(folder, str(count))
            _make(vault, find_notes([options.notes]), count)
            _measure(vault, count)


def _make(vault: Path, originals: tuple[Path, ...], count: int) -> None:
    texts = [path.read_text(encoding="utf-8") for path in originals]
    for number in range(count):
        text = texts[number % len(texts)]
        copy = number // len(texts)
        text = _TIME.sub(lambda time: f"{time[1]}{(int(time[2]) + copy) % 10}", text)  # noqa: B023
        if copy % 3:
            text = re.sub(r"(?m)^videoId: .*$", f"videoId: copy{number:07d}", text, count=1)
        path = vault / f"{number % 100:02d}" / f"{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _measure(vault: Path, count: int) -> None:
    code = "import sys; from clipper.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "lint", str(vault)]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=_one_core,
        check=False,
    )
    wall_s = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{count} notes: {done.stderr.decode().strip()}")
    print(
        f"  {wall_s:.1f} s, {cpu_s:.1f} s of the processor, {after.ru_maxrss / 1024:.0f} MB at most"
    )


def _one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})


if __name__ == "__main__":
    main()
