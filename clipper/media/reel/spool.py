"""The sound of a stretch of a recording as PCM of one form, whatever the recording's is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, BinaryIO

from clipper.media import sound
from clipper.media.loudness import Loudness, Meter
from clipper.media.opened import OpenMedia, told
from clipper.model import Span

_FRAME_BYTES = 8


def spool(recording: OpenMedia, span: Span, pcm: BinaryIO, *, rate: int) -> Loudness:
    """Its loudness (without the true peak); `pcm` gets interleaved stereo of 32-bit whole numbers.

    It lasts exactly as long as the span; where there is no sound, there is silence.
    `rate` is a multiple of 1000. Raises MediaError for what cannot be decoded.
    """
    import av  # noqa: PLC0415

    meter, wanted = Meter(peaks=False), span.length_ms * rate // 1000
    resampler = av.AudioResampler(format="s32", layout="stereo", rate=rate)
    with told(recording.media.path):
        for frame in itertools.chain(_heard(recording, span), [None]):
            if frame is not None:
                frame.pts = None  # there is no gap
            for part in resampler.resample(frame):
                meter.hear(part)
                count = min(part.samples, wanted)
                pcm.write(bytes(part.planes[0])[: count * _FRAME_BYTES])
                wanted -= count
    pcm.write(bytes(wanted * _FRAME_BYTES))
    return meter.loudness()


def _heard(recording: OpenMedia, span: Span) -> Iterator[Any]:
    if recording.media.audio_codec is not None:
        yield from sound.seconds(sound.filling(recording, span))
