"""Joins clips of sound into one reel; the only module that imports pydub.

Clip after clip is written as it comes: `AudioSegment.append` would copy the whole reel
for each, and its time grows with the square of their number.
"""

from __future__ import annotations

import struct
import warnings
import wave
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from clipper import store
from clipper.errors import MediaError
from clipper.model import Span

_SAMPLE_BYTES = 2


def join(wavs: Iterable[Path], target: Path, *, fade_ms: int, gap_ms: int) -> tuple[Span, ...]:
    """Where each clip lies in the reel, a 16-bit WAV file with the rate and channels of the first.

    Every clip fades in and out over `fade_ms`, or half its length where that is less;
    `gap_ms` of silence lie between two. Raises MediaError where a clip cannot be read
    or there is none.
    """
    clips = map(_read, wavs)
    first = next(clips, None)
    if first is None:
        raise MediaError("there are no clips to join")
    with store.replacing(target) as temporary, wave.open(str(temporary), "wb") as reel:
        reel.setparams((first.channels, _SAMPLE_BYTES, first.frame_rate, 0, "NONE", ""))
        spans = [_append(reel, _faded(first, fade_ms))]
        gap = _like(first.silent(duration=gap_ms, frame_rate=first.frame_rate), first)
        for clip in clips:
            _append(reel, gap)
            spans.append(_append(reel, _faded(_like(clip, first), fade_ms)))
    return tuple(spans)


def _read(wav: Path) -> Any:
    audio_segment = _audio_segment()
    from pydub.exceptions import CouldntDecodeError  # noqa: PLC0415

    try:
        # Not `from_wav`, which hands what it cannot read to whatever ffmpeg is on the PATH.
        return audio_segment(wav.read_bytes()).set_sample_width(_SAMPLE_BYTES)
    except OSError as err:
        raise MediaError(f"cannot read '{wav}': {err.strerror}") from err
    except (CouldntDecodeError, struct.error) as err:
        raise MediaError(f"'{wav}' is not a WAV file of whole-number samples") from err


def _audio_segment() -> Any:
    with warnings.catch_warnings():
        # It misses an ffmpeg on the PATH, which is not used here, and has regular
        # expressions that Python 3.12 warns of.
        warnings.filterwarnings("ignore", "Couldn't find ffmpeg", RuntimeWarning)
        warnings.simplefilter("ignore", SyntaxWarning)
        from pydub import AudioSegment  # noqa: PLC0415
    return AudioSegment


def _like(clip: Any, first: Any) -> Any:
    return clip.set_frame_rate(first.frame_rate).set_channels(first.channels)


def _faded(clip: Any, fade_ms: int) -> Any:
    length_ms = min(fade_ms, len(clip) // 2)
    return clip.fade_in(length_ms).fade_out(length_ms) if length_ms else clip


def _append(reel: wave.Wave_write, clip: Any) -> Span:
    start_ms = _length_ms(reel)
    reel.writeframesraw(clip.raw_data)
    return Span(start_ms, _length_ms(reel))


def _length_ms(reel: wave.Wave_write) -> int:
    return round(reel.tell() * 1000 / reel.getframerate())
