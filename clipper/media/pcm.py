"""The sound of a stretch of a recording as Whisper wants it.

Decoded in this process from shortly before the stretch on: neither a program is started nor
anything kept, and an hour of which little is cited costs little.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from clipper.media import sound
from clipper.media.opened import OpenMedia, told
from clipper.model import Span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

RATE = 16_000  # samples a second


def samples(recording: OpenMedia, span: Span) -> npt.NDArray[np.float32]:
    """The samples of `span`, as far as it lies in the recording: mono, in [-1, 1].

    Sample 0 is at the start of the span on the clock of the media; where there is no
    sound, there is silence. Raises MediaError for what cannot be decoded.
    """
    import av  # noqa: PLC0415 - heavy, as is numpy
    import numpy as np  # noqa: PLC0415

    held = Span(max(0, span.start_ms), min(span.end_ms, recording.media.duration_ms))
    heard = np.zeros(max(0, held.length_ms) * RATE // 1000, np.float32)
    if not len(heard):
        return heard
    parts = []
    with told(recording.media.path):
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        for frame in itertools.chain(sound.seconds(sound.filling(recording, held)), [None]):
            if frame is not None:
                frame.pts = None  # there is no gap
            parts += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    if parts:
        found = np.concatenate(parts)[: len(heard)]
        heard[: len(found)] = found
    return heard
