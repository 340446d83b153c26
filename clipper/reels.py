"""Joins stretches of sound into one reel; the only module that imports pydub.

Piece after piece is written as it comes: `AudioSegment.append` would copy the whole reel
for each stretch, and its time would grow with the square of their number. At most two
pieces are in memory, and of what is written only the end that the next stretch fades into.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from clipper.errors import MediaError
from clipper.model import Span

RATE = 48_000  # samples a second, 48 a millisecond
CHANNELS = 2
SAMPLE_BYTES = 4  # 16 bits would be coarse where a soft stretch is amplified
MS_BYTES = RATE // 1000 * CHANNELS * SAMPLE_BYTES

_PIECE_MS = 10_000
_CHIME_HZ = (659.26, 987.77)  # E5 and B5, a fifth
_CHIME_MS = 700


@dataclass(frozen=True, slots=True)
class Stretch:
    """`pcm` holds `length_ms` of interleaved stereo at RATE, whole numbers of 32 bits."""

    pcm: BinaryIO
    length_ms: int
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Joints:
    """What happens at the edges of stretches.

    They overlap over `crossfade_ms`, or else `gap_ms` of silence lie between two, and in
    its midst, where `chime_dbfs` is a level, a soft tone.
    """

    fade_ms: int = 20
    crossfade_ms: int = 0
    gap_ms: int = 400
    chime_dbfs: float | None = None

    @property
    def overlap_ms(self) -> int:
        return self.crossfade_ms if self.chime_dbfs is None else 0

    @property
    def between_ms(self) -> int:
        """How far two stretches lie apart; below zero where they overlap."""
        if self.overlap_ms:
            return -self.overlap_ms
        return self.gap_ms + (0 if self.chime_dbfs is None else _CHIME_MS)


def join(stretches: Iterable[Stretch], reel: BinaryIO, joints: Joints) -> tuple[Span, ...]:
    """Where each stretch lies in the reel, which is written as PCM like that of the stretches.

    A stretch fades, or overlaps, over half of its length at most. Raises MediaError where one
    ends early, or there is none.
    """
    writer = _Writer(reel, joints)
    spans = [writer.add(stretch) for stretch in stretches if stretch.length_ms > 0]
    if not spans:
        raise MediaError("there are no clips to join")
    writer.end()
    return tuple(spans)


class _Writer:
    """Writes the reel; `_held` is the end of what is written so far, not written yet."""

    def __init__(self, reel: BinaryIO, joints: Joints) -> None:
        self._reel, self._joints = reel, joints
        self._written_ms = 0
        self._held = _silence(0)
        self._between = _between(joints)

    def add(self, stretch: Stretch) -> Span:
        pieces = self._pieces(stretch)
        piece, is_last = next(pieces)
        piece = self._begun(piece, stretch.length_ms)
        start_ms = self._written_ms
        while not is_last:
            self._write(piece)
            piece, is_last = next(pieces)
        self._write(self._ended(piece, stretch.length_ms))
        return Span(start_ms, start_ms + stretch.length_ms)

    def end(self) -> None:
        fade_ms = min(self._joints.fade_ms, len(self._held))
        self._write(self._held.fade_out(fade_ms) if fade_ms else self._held)

    def _pieces(self, stretch: Stretch) -> Iterator[tuple[Any, bool]]:
        """The stretch in parts that are long enough for what happens at its edges."""
        usual_ms = max(_PIECE_MS, self._joints.fade_ms, self._joints.overlap_ms)
        left_ms = stretch.length_ms
        while left_ms > 0:
            length_ms = usual_ms if left_ms >= 2 * usual_ms else left_ms
            raw = stretch.pcm.read(length_ms * MS_BYTES)
            if len(raw) < length_ms * MS_BYTES:
                raise MediaError("the sound of a clip ends early")
            left_ms -= length_ms
            yield _segment(raw).apply_gain(stretch.gain_db), left_ms == 0

    def _begun(self, piece: Any, length_ms: int) -> Any:
        """With its beginning faded in, or with the end of the stretch before."""
        before, self._held = self._held, _silence(0)
        overlap_ms = min(len(before), length_ms // 2)
        self._write(before[: len(before) - overlap_ms])
        if overlap_ms:
            return before[len(before) - overlap_ms :].append(piece, crossfade=overlap_ms)
        if self._written_ms:
            self._write(self._between)
        fade_ms = min(self._joints.fade_ms, length_ms // 2)
        return piece.fade_in(fade_ms) if fade_ms else piece

    def _ended(self, piece: Any, length_ms: int) -> Any:
        """Without what the next stretch fades into, or faded out."""
        held_ms = min(self._joints.overlap_ms, length_ms // 2)
        if held_ms:
            self._held = piece[len(piece) - held_ms :]
            return piece[: len(piece) - held_ms]
        fade_ms = min(self._joints.fade_ms, length_ms // 2)
        return piece.fade_out(fade_ms) if fade_ms else piece

    def _write(self, piece: Any) -> None:
        self._reel.write(piece.raw_data)
        self._written_ms += len(piece)


def _between(joints: Joints) -> Any:
    """What lies between two stretches that do not overlap."""
    if joints.overlap_ms:
        return _silence(0)  # one of them is too short to overlap
    if joints.chime_dbfs is None:
        return _silence(joints.gap_ms)
    first_ms = joints.gap_ms // 2
    around = _silence(first_ms), _silence(joints.gap_ms - first_ms)
    return around[0] + _chime(joints.chime_dbfs) + around[1]


def _chime(level_dbfs: float) -> Any:
    """Two tones that die away, the higher one after the lower one has begun."""
    _audio_segment()  # with its warnings
    from pydub.generators import Sine  # noqa: PLC0415

    chime = _silence(_CHIME_MS)
    for number, hz in enumerate(_CHIME_HZ):
        start_ms = number * 120
        length_ms = _CHIME_MS - start_ms
        tone = Sine(hz, sample_rate=RATE).to_audio_segment(length_ms, volume=level_dbfs)
        shaped = _like(tone).fade_in(10).fade_out(length_ms - 10)
        chime = chime.overlay(shaped, position=start_ms)
    return chime


def _like(tone: Any) -> Any:
    return tone.set_sample_width(SAMPLE_BYTES).set_channels(CHANNELS)


def _silence(length_ms: int) -> Any:
    return _segment(bytes(length_ms * MS_BYTES))


def _segment(raw: bytes) -> Any:
    return _audio_segment()(raw, sample_width=SAMPLE_BYTES, frame_rate=RATE, channels=CHANNELS)


def _audio_segment() -> Any:
    with warnings.catch_warnings():
        # It misses an ffmpeg on the PATH, which is not used here, and has regular
        # expressions that Python 3.12 warns of.
        warnings.filterwarnings("ignore", "Couldn't find ffmpeg", RuntimeWarning)
        warnings.simplefilter("ignore", SyntaxWarning)
        from pydub import AudioSegment  # noqa: PLC0415
    return AudioSegment
