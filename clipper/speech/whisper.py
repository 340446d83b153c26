"""The loaded weights; the only importer of faster_whisper's model.

Loaded once, and only when something must be heard. Several threads may hear at once: one of
the processor each (`docs/performance.md`).
"""

from __future__ import annotations

import ctypes
import functools
import logging
import os
import platform
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from clipper.config import SpeechSettings
from clipper.errors import WeightsError
from clipper.speech.weights import Weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]

Item = TypeVar("Item")
Result = TypeVar("Result")

_log = logging.getLogger(__name__)

# Eight are hardly faster on a processor, whose memory they fill. Those of a GPU were not measured.
_BATCH, _BATCH_ON_GPU = 4, 16

RATE = 16_000  # samples a second, mono: what Whisper was trained on

# mallopt(3): keep what was freed, and use it again. The most memory at a time stays the same
# from load to load then, where it grew by a third in three of them.
_M_TRIM_THRESHOLD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -4, -8


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sound that begins at `start_ms` of a recording: float32 in [-1, 1), mono, 16 kHz."""

    samples: Samples
    start_ms: int

    def part(self, first: int, last: int) -> Stretch:
        """From sample `first` up to `last`."""
        return Stretch(self.samples[first:last], self.start_ms + first * 1000 // RATE)


@dataclass
class Whisper:
    """One set of weights, and how many threads may hear with it at once."""

    weights: Weights
    settings: SpeechSettings

    @cached_property
    def workers(self) -> int:
        """How many threads hear at once: as many as the settings or the machine allow."""
        if self.settings.threads or self.is_on_gpu:
            return self.settings.threads or 1
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))  # what a container or `taskset` leaves us
        return os.cpu_count() or 1

    @cached_property
    def batch(self) -> int:
        """How many chunks a thread hears together."""
        return _BATCH_ON_GPU if self.is_on_gpu else _BATCH

    @cached_property
    def is_on_gpu(self) -> bool:
        if self.settings.device != "auto":
            return self.settings.device == "cuda"
        from ctranslate2 import get_cuda_device_count  # noqa: PLC0415 - heavy

        return bool(get_cuda_device_count())

    @property
    def compute_type(self) -> str:
        """In CTranslate2's words."""
        wanted = self.settings.compute_type
        return "int8" if wanted == "auto" else wanted

    @property
    def is_multilingual(self) -> bool:
        return bool(self.model.model.is_multilingual)

    @cached_property
    def model(self) -> Any:
        _log.info("loading the Whisper weights '%s'", self.weights.name)
        try:
            model = _model()(
                str(self.weights.path),
                device=self.settings.device,
                compute_type=self.compute_type,
                cpu_threads=1,
                num_workers=self.workers,
                local_files_only=True,
            )
        except Exception as err:  # tokenizers raises no narrower class
            raise WeightsError(
                f"cannot load the Whisper weights in '{self.weights.path}': {err}",
                hint="the files may be damaged: fetch them again, or name others with --model",
            ) from err
        _keep_memory()  # not before: what loading needed for a moment is given back
        return model

    def each(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """`work` done on each item, by all workers at once; results in the order of the items."""
        _ = self.model  # loaded once, not by each
        with ThreadPoolExecutor(self.workers) as pool:
            for result in pool.map(work, items):
                yield result
                _give_back()


def by_code(beliefs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Probabilities by the codes of languages, from those by Whisper's tokens ("<|en|>")."""
    return {token[2:-2]: probability for token, probability in beliefs}


def language_fields(beliefs: Mapping[str, float], language: str) -> dict[str, Any]:
    """The fields of a segment heard in `language`; weights for English believe nothing."""
    return {
        "language": max(beliefs, key=beliefs.__getitem__, default=""),
        "language_probability": round(beliefs.get(language, 1.0), 4),
    }


def _keep_memory() -> None:
    """What was freed is used again while it is heard, and not asked for anew each time."""
    if glibc := _glibc():
        glibc.mallopt(_M_MMAP_MAX, 0)
        glibc.mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
        glibc.mallopt(_M_ARENA_MAX, 1)


def _give_back() -> None:
    """What was kept fits what is heard next, longer or in another way, badly: both would add up."""
    if glibc := _glibc():
        glibc.malloc_trim(0)


@functools.cache
def _glibc() -> Any:
    return ctypes.CDLL(None) if platform.libc_ver()[0] == "glibc" else None


def _model() -> Any:
    """WhisperModel that says of the half minute it is busy with which language it is in.

    It is encoded once, for the words and for the language: to ask again would take half as
    long as to hear it.
    """
    from faster_whisper import WhisperModel  # noqa: PLC0415 - 1.2 s

    class Model(WhisperModel):  # type: ignore[misc]
        _busy_with = threading.local()
        _one = threading.Lock()  # half a minute takes 200 MB while it is encoded

        @property
        def languages(self) -> Mapping[str, float]:
            return getattr(self._busy_with, "languages", {})

        def encode(self, features: Any) -> Any:
            with self._one:
                encoded = super().encode(features)
            if self.model.is_multilingual:
                self._busy_with.languages = by_code(self.model.detect_language(encoded)[0])
            return encoded

    return Model
