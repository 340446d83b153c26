"""What the steps share: settings, cache, programs and weights, made when first asked for."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

from clipper import proc
from clipper import store as files
from clipper.config import Settings
from clipper.model import Citation, Reading, Span
from clipper.models import find_judge
from clipper.models.embed import find_embedder
from clipper.models.opinion import Judge
from clipper.speech import weights
from clipper.speech.hear import Hearer
from clipper.speech.whisper import Whisper
from clipper.steps.lengths import Lengths
from clipper.steps.meaning import Meanings
from clipper.store import Store

# Part of every key: raise it when clips or reels come out differently for the same settings.
MADE_BY = 2

_STALE_S = 3 * 24 * 3600.0  # longer than any run


@dataclass(frozen=True, slots=True)
class Job:
    """A source with all its citations from all notes."""

    source_id: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Listened:
    """Where this run listened to a source: in `spans`, in `again` the plain way.

    In `translated` it heard English of another language.
    """

    spans: tuple[Span, ...] = ()
    again: tuple[Span, ...] = ()
    translated: tuple[Span, ...] = ()


@dataclass
class Tools:
    """What the steps need, each made when first asked for. Closed at the end of the run.

    `listened`, by source id, is all of what is in the cache that this run may use: what others
    heard of a source must not change what comes out of it.
    """

    settings: Settings
    transcripts: Path | None = None
    listened: dict[str, Listened] = field(default_factory=dict)
    _rest: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._rest.close()

    @cached_property
    def store(self) -> Store:
        files.make_folder(self.settings.cache_dir)
        return Store(self.settings.cache_dir)

    @cached_property
    def lengths(self) -> Lengths:
        return Lengths(self.settings)

    @cached_property
    def ffmpeg(self) -> str:
        return proc.find_ffmpeg(self.settings.run.ffmpeg)

    @cached_property
    def ffmpeg_version(self) -> str:
        return proc.run([self.ffmpeg, "-version"], timeout_s=20).decode().split("\n")[0]

    @cached_property
    def hearer(self) -> Hearer:
        speech = self.settings.speech
        found = weights.find(speech, store=self.store)
        return Hearer(Whisper(found, speech), speech.engine)

    @cached_property
    def judge(self) -> Judge | None:
        return find_judge(self.settings)

    @cached_property
    def meanings(self) -> Meanings | None:
        embedder = find_embedder(self.settings)
        return None if embedder is None else Meanings(embedder, self.store)

    @cached_property
    def scratch(self) -> Path:
        """A folder for the length of this run."""
        folder = files.make_folder(self.store.root / "tmp")
        for left in folder.iterdir():  # by a run that was killed
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)
        return Path(self._rest.enter_context(tempfile.TemporaryDirectory(dir=folder)))


def window(reading: Reading, settings: Settings, *, duration_ms: int | None) -> Span:
    """The stretch around a stamp that is heard, within the recording if that is known."""
    start_ms = max(0, reading.at_ms - round(settings.window.before_s * 1000))
    end_ms = reading.at_ms + round(settings.window.after_s * 1000)
    return Span(start_ms, end_ms if duration_ms is None else min(duration_ms, end_ms))


def cited_window(
    citation: Citation, reading: Reading, settings: Settings, *, duration_ms: int | None
) -> Span:
    """The stretch that is cut: the same, and on to the end of a cited range.

    As far as the longest clip has room for it: some notes cite whole chapters.
    """
    heard = window(reading, settings, duration_ms=duration_ms)
    end_ms = citation.end_from(reading.at_ms)
    if end_ms is None:
        return heard
    latest_ms = heard.start_ms + round(settings.clip.longest_s * 1000)
    end_ms = min(end_ms, latest_ms, latest_ms if duration_ms is None else duration_ms)
    return Span(heard.start_ms, max(heard.end_ms, end_ms))
