"""Mean and spread that lose no digits: counts, means and squared deviations, put together piece by piece."""

import math
from collections.abc import Iterable

# How many values, their mean, the sum of their squared deviations from it.
Spread = tuple[int, float, float]


def merge_spreads(one: Spread, other: Spread) -> Spread:
    """The spread of both heaps together (Chan, Golub and LeVeque)."""
    count, difference = one[0] + other[0], other[1] - one[1]
    return (
        count,
        one[1] + difference * other[0] / count,
        one[2] + other[2] + difference * difference * one[0] * other[0] / count,
    )


def spread_of(values: Iterable[float]) -> Spread:
    """Of at least one value. Equal values have a spread of exactly 0."""
    whole: Spread | None = None
    for value in values:
        whole = (1, value, 0.0) if whole is None else merge_spreads(whole, (1, value, 0.0))
    return whole or (0, 0.0, 0.0)


def deviation(spread: Spread) -> float:
    """The standard deviation of a sample: divided by one less than the count, which is 2 or more."""
    return math.sqrt(spread[2] / (spread[0] - 1))
