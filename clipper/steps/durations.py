"""How long recordings are, as far as that can be known without fetching anything."""

from __future__ import annotations

import logging

from clipper.config import Settings
from clipper.errors import ClipperError, UsageError
from clipper.notes.readings import End
from clipper.steps.fetch import recording_here
from clipper.steps.lengths import Lengths
from clipper.store import Store

_log = logging.getLogger(__name__)


class Durations:
    """Where a source ends: as told, else as measured on what is in the media folder or cache.

    Each source is looked up once.
    """

    def __init__(self, settings: Settings) -> None:
        self._told = Lengths(settings)
        self._settings = settings
        self._known: dict[str, End | None] = {}

    def __call__(self, source: str) -> End | None:
        if source not in self._known:
            self._known[source] = self._told(source) or self._measured(source)
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
