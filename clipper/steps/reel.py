"""Join the chosen stretches of a note's sources into one audio reel."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from clipper import reels
from clipper import store as files
from clipper.media import cut
from clipper.model import Media, Span
from clipper.steps.tools import MADE_BY, Tools


def reel(chosen: Iterable[tuple[Media, Span]], tools: Tools, *, title: str) -> Path | None:
    """An audio reel of these stretches in the cache; None where there is no sound to join."""
    parts = [(media, span) for media, span in chosen if media.audio_codec is not None]
    if not parts:
        return None
    settings = tools.settings.reel
    made_from = [(media.digest, span.start_ms, span.end_ms) for media, span in parts]
    look = (settings.format, settings.fade_ms, settings.gap_ms, title, MADE_BY)
    name = files.key(made_from, look, tools.ffmpeg_version)
    path = tools.store.path("reels", f"{name}.{settings.format}")
    if path.is_file():
        return path
    with tempfile.TemporaryDirectory(dir=tools.scratch) as folder:
        joined = Path(folder) / "reel.wav"
        wavs = _wavs(parts, Path(folder), tools)
        reels.join(wavs, joined, fade_ms=settings.fade_ms, gap_ms=settings.gap_ms)
        cut.encode(joined, path, ffmpeg=tools.ffmpeg, tags={"title": title})
    return path


def _wavs(parts: Sequence[tuple[Media, Span]], folder: Path, tools: Tools) -> Iterator[Path]:
    """Each stretch as PCM, one file at a time on the disk."""
    for number, (media, span) in enumerate(parts):
        path = folder / f"{number}.wav"
        cut.extract_wav(media.path, span, path, ffmpeg=tools.ffmpeg)
        yield path
        path.unlink()
