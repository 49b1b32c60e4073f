"""Round numbers along the sides of a drawing, and from values to places in it."""

from dataclasses import dataclass
from math import ceil, floor, log10

TICKS = 4
# What is smaller is the dust of adding fractions.
DUST = 1e-9


def round_ticks(low: float, high: float, least_step: float = 0.0, count: int = TICKS) -> list[float]:
    """From at or below `low` to at or above `high` by 1, 2, 5, 10 … of `least_step`, or of a power of ten without one.

    At least two ticks, about `count` steps apart.
    """
    step = _step((high - low) / count, least_step)
    first, last = floor(low / step + DUST), ceil(high / step - DUST)
    if first >= last:
        last = first + 1
    return [round(number * step, 10) for number in range(first, last + 1)]


def _step(rough: float, least_step: float) -> float:
    if least_step:
        return least_step * _round_up(max(1.0, rough / least_step))
    return _round_up(rough) if rough > 0 else 1.0


def _round_up(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 … and of 0.5, 0.2, 0.1 …"""
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - DUST))


@dataclass(frozen=True)
class Span:
    """From values between `low` and `high` to places between `start` and `end` of a drawing."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) * (self.end - self.start) / (self.high - self.low)
