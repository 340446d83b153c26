"""Checks notes against the recordings they cite.

    from clipper import Finished, Verdict, Wanted, load, read_note, run

    for event in run([read_note(Path("note.md"))], load(), Wanted(check=True)):
        if isinstance(event, Finished):
            wrong = [f for f in event.findings if f.verdict is not Verdict.SUPPORTED]

Names are imported when first used: `import clipper` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "clipper.config": ("Settings", "load"),
    "clipper.errors": ("ClipperError", "Exit"),
    "clipper.events": ("Event", "Finished", "exit_code"),
    "clipper.model": ("Citation", "Finding", "Note", "Verdict"),
    "clipper.notes.read": ("find_notes", "read_note", "read_text"),
    "clipper.pipeline": ("Wanted", "run"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["__version__", *sorted(_HOME_OF)]  # noqa: PLE0604 - all of them are texts


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'clipper' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOME_OF[name]), name)
