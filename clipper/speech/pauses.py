"""Where somebody speaks, and where to cut between two words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from clipper.speech.whisper import RATE

if TYPE_CHECKING:
    from clipper.speech.whisper import Samples

_PAUSE = 3 * RATE // 10  # shorter than most pauses between sentences, longer than a consonant
_LEEWAY = 3 * RATE  # how far a cut moves from equal parts to a pause
_FRAME = RATE // 100
_LEAST_FRAMES = 15  # longer than the closure of a consonant
# Of the level of speech, in dB: what is softer is a pause, unless the noise beneath is louder.
_SOFTER, _ABOVE_NOISE, _LEAST_RANGE = 25.0, 6.0, 8.0


def spoken(samples: Samples, *, longest_s: float) -> Iterator[tuple[int, int]]:
    """Where speech begins and ends, as numbers of samples; cut at pauses where it is longer.

    By Silero's model of voice activity, as faster-whisper sets it: silence of two seconds
    ends a stretch, and 0.4 s on both sides belong to it.
    """
    from faster_whisper.vad import get_speech_timestamps  # noqa: PLC0415 - heavy

    longest = int(longest_s * RATE)
    for speech in get_speech_timestamps(samples):
        first, last = int(speech["start"]), int(speech["end"])
        while last - first > longest:
            part = (last - first) // -(-(last - first) // longest)
            low, high = first + part - _LEEWAY, min(first + part + _LEEWAY, first + longest)
            cut = low + quietest(samples[low:high])
            yield first, cut
            first = cut
        yield first, last


def quietest(samples: Samples) -> int:
    """The middle of the quietest 0.3 s; of the whole, if it is shorter."""
    if len(samples) <= _PAUSE:
        return len(samples) // 2
    energy = np.cumsum(np.concatenate([[0.0], samples.astype(np.float64) ** 2]))
    return int((energy[_PAUSE:] - energy[:-_PAUSE]).argmin()) + _PAUSE // 2


def silences(samples: Samples) -> Iterator[tuple[int, int]]:
    """Where nobody speaks for 0.15 s and more, as numbers of samples: by loudness alone.

    Against the loudness of these samples, so that neither level nor steady noise matter. None
    where speech does not stand out of what lies beneath it.
    """
    count = len(samples) // _FRAME
    if count < _LEAST_FRAMES:
        return
    frames = samples[: count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    energy = np.convolve((frames**2).mean(axis=1), np.ones(3) / 3, "same")
    level = 10 * np.log10(energy + 1e-9)
    noise, speech = np.percentile(level, [10, 90])
    threshold = max(speech - _SOFTER, noise + _ABOVE_NOISE)
    if threshold > speech - _LEAST_RANGE:
        return
    is_soft = np.concatenate([[False], level < threshold, [False]])
    turns = np.flatnonzero(np.diff(is_soft.astype(np.int8))).tolist()
    for first, last in zip(turns[::2], turns[1::2], strict=True):
        if last - first >= _LEAST_FRAMES:
            yield first * _FRAME, last * _FRAME
