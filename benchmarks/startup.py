"""What `clipper` costs before it does anything: beside `import typer`, which it cannot do without.

    python benchmarks/startup.py [--runs 15] [--note NOTE]

The commands take turns, each in a process of its own, so that what else the machine does meets
all of them alike. Medians of CPU seconds (children included) and wall seconds, and the ratio
of the CPU seconds to those of `import typer`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from statistics import median

from process import used_by

_NOTE = Path(__file__).parents[1] / "notes" / "quotes.md"


def commands(note: Path) -> dict[str, list[str]]:
    clipper = ["-m", "clipper"]
    return {
        "import typer": ["-c", "import typer"],
        "clipper --help": [*clipper, "--help"],
        "clipper list NOTE": [*clipper, "list", str(note)],
        "clipper lint NOTE": [*clipper, "lint", str(note)],
    }


def cost(arguments: list[str]) -> tuple[float, float]:
    """CPU and wall seconds of one process."""
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    used = used_by([sys.executable, *arguments], codes=(0, 1), **silent)  # 1: problems of the note
    return used.cpu_s, used.wall_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--note", type=Path, default=_NOTE)
    options = parser.parse_args()
    wanted = commands(options.note)
    for arguments in wanted.values():
        cost(arguments)  # the first one compiles
    turns = [[cost(arguments) for arguments in wanted.values()] for _ in range(options.runs)]
    print("| | CPU s | wall s | CPU, to `import typer` |\n|---|---|---|---|")
    base_s = None
    for name, costs in zip(wanted, zip(*turns, strict=True), strict=True):
        cpu_s, wall_s = (median(column) for column in zip(*costs, strict=True))
        base_s = base_s or cpu_s
        print(f"| `{name}` | {cpu_s:.3f} | {wall_s:.3f} | {cpu_s / base_s:.2f} |")


if __name__ == "__main__":
    main()
