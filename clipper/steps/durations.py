"""How long recordings are, as far as that can be known without fetching anything."""

from __future__ import annotations

import json
import logging
import math
from pathlib import Path

from clipper.config import Settings
from clipper.errors import ClipperError, UsageError
from clipper.notes.readings import End
from clipper.steps.fetch import recording_here
from clipper.store import Store

_log = logging.getLogger(__name__)


class Durations:
    """Where each source ends: as told in a file, else as measured on what is here.

    Each source is looked up once.
    """

    def __init__(self, settings: Settings, file: Path | None = None) -> None:
        self._told = {} if file is None else read_durations(file)
        self._settings = settings
        self._known: dict[str, End | None] = {}

    def __call__(self, source: str) -> End | None:
        if source not in self._known:
            told_ms = self._told.get(source)
            self._known[source] = self._measured(source) if told_ms is None else End(told_ms)
        return self._known[source]

    def _measured(self, source: str) -> End | None:
        try:
            media = recording_here(source, self._settings.source, Store(self._settings.cache_dir))
        except UsageError:
            raise
        except ClipperError as err:
            _log.warning("the length of '%s' is not known: %s", source, err)
            return None
        return None if media is None else End(media.duration_ms)


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
