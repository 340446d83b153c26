"""When each part of a video reel is seen, and in which of its pictures; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clipper.model import Media, Span

_HELD_MS = 100  # a gap up to which the last picture stays; darkness would be a flicker
_DIP_MS = 300  # that a picture takes at most to go into the dark, or to come out of it
WHOLE = 256  # what shares are of


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a recording, and where it lies in the reel.

    Between two parts may lie a gap, where the picture dips to black and back; in an overlap
    they cross-fade. `label` names the source and the time.
    """

    media: Media
    span: Span
    at: Span
    label: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """When a part is seen: it comes over what is there for `rise_ms`, and darkens for `fall_ms`."""

    part: Part
    seen: Span
    rise_ms: int = 0
    fall_ms: int = 0

    def share(self, at_us: int) -> int:
        """How much of it is seen then, of 256."""
        rising, falling = at_us - self.seen.start_ms * 1000, self.seen.end_ms * 1000 - at_us
        ramps = ((rising, self.rise_ms), (falling, self.fall_ms))
        return min((WHOLE, *(WHOLE * past // (ms * 1000) for past, ms in ramps if ms)))

    def source_us(self, at_us: int) -> int:
        """The time of the recording then; before and after the part its edges stand still."""
        past_us = at_us - self.part.at.start_ms * 1000
        last_us = self.part.span.length_ms * 1000 - 1
        return self.part.span.start_ms * 1000 + max(0, min(past_us, last_us))


def scenes(parts: Sequence[Part], length_ms: int) -> tuple[Scene, ...]:
    """The parts as they are seen in a reel of this length."""
    ends = (0, *(part.at.end_ms for part in parts))
    starts = (*(part.at.start_ms for part in parts[1:]), length_ms)
    return tuple(
        _scene(part, part.at.start_ms - end_ms, start_ms - part.at.end_ms)
        for part, end_ms, start_ms in zip(parts, ends, starts, strict=False)
    )


def _scene(part: Part, before_ms: int, after_ms: int) -> Scene:
    """Between gaps of these lengths, which are negative where parts overlap."""
    rise_ms, fall_ms = _dip(before_ms), _dip(after_ms)
    stays_ms = fall_ms or max(0, after_ms)
    seen = Span(part.at.start_ms - rise_ms, part.at.end_ms + stays_ms)
    return Scene(part, seen, rise_ms or max(0, -before_ms), fall_ms)


def _dip(gap_ms: int) -> int:
    return 0 if gap_ms <= _HELD_MS else min(_DIP_MS, gap_ms // 2)


def middle_us(number: int, fps: int) -> int:
    """The middle of a picture's time on the screen: it is off by half of that at most."""
    return (2 * number + 1) * 500_000 // fps


def numbers(seen: Span, fps: int) -> range:
    """The pictures whose middle lies in a span.

    >>> numbers(Span(0, 1000), 25), numbers(Span(1000, 1030), 25)
    (range(0, 25), range(25, 26))
    """
    first, last = (
        -(-(at_ms * fps - 500) // 1000) for at_ms in (seen.start_ms, seen.end_ms)
    )  # from (2 n + 1) * 500 / fps >= at_ms
    return range(max(0, first), max(0, last))
