"""Decodes a recording's sound once, so that any stretch of it can be read without ffmpeg."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clipper import proc, store
from clipper.errors import MediaError
from clipper.media import arguments
from clipper.media.probe import probe
from clipper.model import Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_SAMPLE_BYTES = 2
_PER_MS = arguments.PCM_RATE // 1000


def decode(path: Path, target: Path, *, ffmpeg: str) -> int:
    """The sound of `path` at `target`: 16 kHz, mono, 16-bit little-endian, no header.

    Sample 0 is time 0 of the media, also where the sound starts later. Returns the
    number of samples; raises MediaError when there is no sound.
    """
    held = probe(path)
    if held.audio_codec is None:
        raise MediaError(f"'{path}' has no sound")
    with store.replacing(target) as temporary:
        has_video = held.video_codec is not None
        proc.run(arguments.samples(ffmpeg, path, temporary, has_video=has_video))
        return temporary.stat().st_size // _SAMPLE_BYTES


def samples(raw: Path, span: Span) -> npt.NDArray[np.float32]:
    """The samples of `span` in [-1, 1), from a file made by `decode`; clipped to the file."""
    import numpy as np  # noqa: PLC0415 - 0.1 s that `--help` need not pay

    if raw.stat().st_size == 0:  # which cannot be mapped
        return np.zeros(0, np.float32)
    mapped = np.memmap(raw, dtype="<i2", mode="r")
    first, last = (max(0, ms) * _PER_MS for ms in (span.start_ms, span.end_ms))
    return mapped[first:last].astype(np.float32) / np.float32(32768)
