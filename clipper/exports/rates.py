"""Frame rates that editing programs know, and time codes that count their frames."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rate:
    """Frames per second; time codes drop two numbers a minute where the rate is 30000/1001.

    They drop four at twice that rate, so that time codes keep pace with the clock.
    """

    per_second: Fraction

    @property
    def nominal(self) -> int:
        return round(self.per_second)

    @property
    def drops(self) -> int:
        """How many numbers are left out at a full minute, but for the tens."""
        is_dropped = self.per_second.denominator > 1 and self.nominal % 30 == 0
        return self.nominal // 15 if is_dropped else 0

    def frames(self, ms: int) -> int:
        """The frame nearest to a time."""
        return round(Fraction(ms, 1000) * self.per_second)

    def timecode(self, frame: int) -> str:
        """The frame's number; `;` before the frames says that numbers are dropped.

        >>> Rate(Fraction(30000, 1001)).timecode(1800)
        '00:01:00;02'
        """
        if drops := self.drops:
            minute = 60 * self.nominal - drops
            tens, rest = divmod(frame, 10 * minute + drops)
            full = 0 if rest < drops else (rest - drops) // minute
            frame += drops * (9 * tens + full)
        whole, frames = divmod(frame, self.nominal)
        point = ";" if drops else ":"
        return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{point}{frames:02d}"


_KNOWN = tuple(
    Rate(per_second)
    for nominal in (24, 25, 30, 48, 50, 60)
    for per_second in (Fraction(nominal), Fraction(nominal * 1000, 1001))
    if per_second.denominator == 1 or nominal not in {25, 50}
)
_CLOSE = Fraction(1, 200)  # the average of a recording with variable rate is a little off


def rate_of(fps_milli: int) -> Rate | None:
    """The rate of a recording with so many pictures per 1000 seconds; None if it is none of these.

    >>> rate_of(29970)
    Rate(per_second=Fraction(30000, 1001))
    """
    nearest = min(_KNOWN, key=lambda rate: abs(rate.per_second * 1000 - fps_milli))
    is_close = abs(nearest.per_second * 1000 - fps_milli) <= fps_milli * _CLOSE
    return nearest if is_close else None
