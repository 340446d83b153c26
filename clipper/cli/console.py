"""What a command says: data on standard output, lines for the person on standard error."""

from __future__ import annotations

import functools
import logging
import sys
from typing import TYPE_CHECKING

from clipper.errors import ClipperError

if TYPE_CHECKING:  # for `--help`, which says nothing through them, they are half of its time
    from rich.console import Console

    from clipper.events import Trouble


@functools.cache
def err() -> Console:
    """Standard error, on which bars and lines do not get into each other's way."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)  # `note.md:100:5`


def set_verbosity(level: int) -> None:
    """-1 quiet, 0 warnings, 1 what is done, 2 every program that is run."""
    from rich.logging import RichHandler

    wanted = {-1: logging.ERROR, 0: logging.WARNING, 1: logging.INFO}.get(level, logging.DEBUG)
    handler = RichHandler(console=err(), show_time=False, show_path=False, markup=False)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler])
    logging.getLogger("clipper").setLevel(wanted)
    for library in ("yt_dlp", "huggingface_hub", "faster_whisper"):
        logging.getLogger(library).setLevel(logging.ERROR if level < 2 else logging.DEBUG)


def say(text: str) -> None:
    """A line for the person that no `--quiet` hides, on standard error: what is wrong."""
    err().print(text, markup=False)


def tell(text: str) -> None:
    """A line for the person, on standard error; nothing with `--quiet`."""
    if not is_quiet():
        say(text)


def is_quiet() -> bool:
    return not logging.getLogger("clipper").isEnabledFor(logging.WARNING)


def report_error(error: ClipperError) -> None:
    """`error: ...` and `hint: ...`."""
    say(f"error: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")


def report_trouble(trouble: Trouble) -> None:
    """`warning: ...` and `hint: ...`: the run goes on."""
    tell(f"warning: {trouble.item}: {trouble.message}")
    if trouble.hint:
        tell(f"hint: {trouble.hint}")


def out(text: str) -> None:
    """Data, on standard output."""
    sys.stdout.write(text)
