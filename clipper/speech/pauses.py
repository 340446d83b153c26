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
