"""What the boards say about numbers: own mean, spread, difference, z. Pure functions.

A missing day is `None` and is left out, never counted as zero. Values of one call share one unit;
means, spreads and differences come back in that unit, z has none. Values must be finite.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt


class Direction(StrEnum):
    """Which way is better for an athlete; NONE is never coloured."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Tone(StrEnum):
    FINE = "fine"
    WATCH = "watch"
    ACT = "act"
    NONE = "none"


class Ground(StrEnum):
    """On what a tone stands, or why there is none."""

    JUDGED = "judged"
    LEARNING = "learning"
    NO_SPREAD = "no_spread"
    NO_DIRECTION = "no_direction"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True)
class Rule:
    """When a light leaves blue. Thresholds are steps of z in the worse direction, reached means lit.

    Source: own 28 days, watch from 1 and act from 2, as z-score lights of wellness systems have them
    (Smartabase help, z-scores for wellness; AthleteMonitoring support, alert calculation).
    """

    window_days: int = 28
    minimum_count: int = 14
    watch_from: float = 1.0
    act_from: float = 2.0


DEFAULT_RULE = Rule()


@dataclass(frozen=True)
class Baseline:
    """A person's own normal: `count` valid values of a window, their mean and sample SD.

    `mean` is None without a value, `spread` without two.
    """

    count: int
    window_days: int
    mean: float | None
    spread: float | None


@dataclass(frozen=True)
class Verdict:
    tone: Tone
    ground: Ground
    z: float | None = None


def mean_of(values: Sequence[float | None]) -> float | None:
    """Arithmetic mean of the values there are: sum(x) / n. None without any."""
    there = [value for value in values if value is not None]
    return fsum(there) / len(there) if there else None


def spread_of(values: Sequence[float | None]) -> float | None:
    """Sample standard deviation, sqrt(sum((x - mean)²) / (n - 1)); None with fewer than two values.

    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.6.
    """
    there = [value for value in values if value is not None]
    if len(there) < 2:
        return None
    mean = fsum(there) / len(there)
    return sqrt(fsum((value - mean) ** 2 for value in there) / (len(there) - 1))


def baseline_of(window: Sequence[float | None]) -> Baseline:
    """The own normal over `window`: one entry a day, None where nothing was measured.

    The window ends the day before the value it will be compared with, so that no value is its own yardstick.
    """
    count = sum(value is not None for value in window)
    return Baseline(count=count, window_days=len(window), mean=mean_of(window), spread=spread_of(window))


def difference_from(value: float | None, baseline: Baseline) -> float | None:
    """value - mean, in the unit of the value; None when either is missing."""
    if value is None or baseline.mean is None:
        return None
    return value - baseline.mean


def z_score(value: float | None, baseline: Baseline) -> float | None:
    """(value - mean) / SD of the own window. None when something is missing or the window does not vary."""
    if value is None or baseline.mean is None or baseline.spread is None:
        return None
    # The spread of one repeated value is rounding dust rather than 0.
    if baseline.spread <= 1e-9 * max(1.0, abs(baseline.mean)):
        return None
    return (value - baseline.mean) / baseline.spread


def judge(
    value: float | None, baseline: Baseline, better: Direction, *, is_stale: bool = False, rule: Rule = DEFAULT_RULE
) -> Verdict:
    """The light of one value. Only a due value with enough own days behind it is coloured.

    Act from `rule.act_from`, watch from `rule.watch_from` standard deviations in the worse direction, else fine.
    It compares a person with their own days; it says nothing about the risk of injury or illness.
    """
    if value is None:
        return Verdict(Tone.NONE, Ground.MISSING)
    z = z_score(value, baseline)
    if is_stale:
        return Verdict(Tone.NONE, Ground.STALE, z)
    if better is Direction.NONE:
        return Verdict(Tone.NONE, Ground.NO_DIRECTION, z)
    if baseline.count < rule.minimum_count:
        return Verdict(Tone.NONE, Ground.LEARNING, z)
    if z is None:
        return Verdict(Tone.NONE, Ground.NO_SPREAD)
    worse_by = -z if better is Direction.UP else z
    if worse_by >= rule.act_from:
        return Verdict(Tone.ACT, Ground.JUDGED, z)
    if worse_by >= rule.watch_from:
        return Verdict(Tone.WATCH, Ground.JUDGED, z)
    return Verdict(Tone.FINE, Ground.JUDGED, z)
