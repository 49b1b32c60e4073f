"""HRV of each day of a span: the mean of seven nights and the own band, reckoned in one pass.

For one day it says what `dashboards.statistics.hrv_band` says; tests hold the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log, sqrt

from dashboards.statistics import DEFAULT_HRV_RULE, HrvRule


@dataclass(frozen=True, slots=True)
class BandDay:
    """In ms; None while there are too few nights. `nights`: how many the mean rests on."""

    mean: float | None
    low: float | None
    high: float | None
    nights: int


def band_days(nights: Sequence[float | None], count: int, rule: HrvRule = DEFAULT_HRV_RULE) -> list[BandDay]:
    """The last `count` days of `nights` (rMSSD in ms, oldest first, None for gaps)."""
    logs = [None if value is None or value <= 0 else log(value) for value in nights]
    # Around their middle, so that squares of sums lose nothing.
    there = [one for one in logs if one is not None]
    centre = sum(there) / len(there) if there else 0.0
    counts = [0, *accumulate(0 if one is None else 1 for one in logs)]
    sums = [0.0, *accumulate(0.0 if one is None else one - centre for one in logs)]
    squares = [0.0, *accumulate(0.0 if one is None else (one - centre) ** 2 for one in logs)]
    found = []
    for end in range(len(logs) - count + 1, len(logs) + 1):
        recent, base = max(0, end - rule.recent_days), max(0, end - rule.recent_days - rule.baseline_days)
        known, before = counts[end] - counts[recent], counts[recent] - counts[base]
        mean = centre + (sums[end] - sums[recent]) / known if known >= rule.least_recent else None
        low = high = None
        if before >= max(2, rule.least_baseline):
            total = sums[recent] - sums[base]
            spread = sqrt(max(0.0, squares[recent] - squares[base] - total * total / before) / (before - 1))
            middle, half = centre + total / before, rule.half_width_sd * spread
            low, high = exp(middle - half), exp(middle + half)
        found.append(BandDay(None if mean is None else exp(mean), low, high, known))
    return found
