"""How long recordings are, as the user's file says."""

from __future__ import annotations

import json
import math
from functools import cached_property
from pathlib import Path

from clipper.config import Settings
from clipper.errors import UsageError
from clipper.notes.readings import End


class Lengths:
    """Where a source ends, as the user's file says (`source.durations`)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, source: str) -> End | None:
        told_ms = self._told.get(source)
        return None if told_ms is None else End(told_ms)

    @cached_property
    def _told(self) -> dict[str, int]:
        file = self._settings.source.durations
        return read_durations(Path(file).expanduser()) if file else {}


def read_durations(path: Path) -> dict[str, int]:
    """Milliseconds by source id, from a file that says `{"source id": seconds}` in JSON."""
    hint = 'it should say {"source id": seconds}'
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as err:
        raise UsageError(f"cannot read durations from '{path}': {err}", hint=hint) from err
    if not isinstance(document, dict):
        raise UsageError(f"'{path}' holds no durations", hint=hint)
    for source, seconds in document.items():
        is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        if not is_number or not 0 < seconds < math.inf:
            raise UsageError(f"'{path}' says '{seconds}' for '{source}'", hint=hint)
    return {source: round(seconds * 1000) for source, seconds in document.items()}
