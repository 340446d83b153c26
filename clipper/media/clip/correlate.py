"""Finds a sound in another one, by cross-correlation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Sound = npt.NDArray[np.float32]

_AS_GOOD = 0.98  # a tone fits nearly as well one period later


def place(part: Sound, around: Sound, expected: int) -> tuple[int, float]:
    """The sample of `around` where `part` fits best, and how well: 1 is alike but for loudness.

    Of places that fit about as well the one nearest to `expected`. (0, 0.0) for silence.
    """
    import numpy as np  # noqa: PLC0415

    # Differences: speech is as sharp as its consonants then, and hum counts little.
    short, long = np.diff(part).astype(float), np.diff(around).astype(float)
    places = len(long) - len(short) + 1
    if places < 1 or not len(short):
        return 0, 0.0
    size = 1 << len(long).bit_length()
    spectrum = np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size))
    total = np.concatenate([[0.0], np.cumsum(long**2)])
    energies = (total[len(short) :] - total[: -len(short)]) * np.sum(short**2)
    alike = np.fft.irfft(spectrum, size)[:places] / np.sqrt(np.maximum(energies, 1e-12))
    good = np.flatnonzero(alike >= _AS_GOOD * alike.max())
    best = int(good[np.argmin(np.abs(good - expected))])
    return best, float(max(0.0, alike[best]))
