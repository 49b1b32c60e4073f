"""What the boards say about numbers: own mean, spread, difference, z. Pure functions.

A missing day is `None` and is left out, never counted as zero. Values of one call share one unit;
means, spreads and differences come back in that unit, z has none. Values must be finite.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum, log, sqrt


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
    return None if value is None else standard_score(value, baseline.mean, baseline.spread)


def standard_score(value: float, mean: float | None, spread: float | None) -> float | None:
    """(value - mean) / spread. None without them, or when the window does not vary."""
    # The spread of one repeated value is rounding dust rather than 0.
    if mean is None or spread is None or spread <= 1e-9 * max(1.0, abs(mean)):
        return None
    return (value - mean) / spread


def tone_at(worse_by: float, rule: Rule = DEFAULT_RULE) -> Tone:
    """Act from `rule.act_from`, watch from `rule.watch_from` standard deviations in the worse direction, else fine."""
    if worse_by >= rule.act_from:
        return Tone.ACT
    return Tone.WATCH if worse_by >= rule.watch_from else Tone.FINE


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
    return Verdict(tone_at(-z if better is Direction.UP else z, rule), Ground.JUDGED, z)


def rolling(values: Sequence[float | None], days: int, minimum_count: int) -> list[Baseline]:
    """For each day the mean and spread of the `days` days that end with it, gaps left out.

    `mean` and `spread` are None where fewer than `minimum_count` days have a value; `count` says how many have.
    """
    found = []
    for end in range(1, len(values) + 1):
        window = baseline_of(values[max(0, end - days) : end])
        is_enough = window.count >= minimum_count
        found.append(
            Baseline(window.count, days, window.mean if is_enough else None, window.spread if is_enough else None)
        )
    return found


def variation_of(values: Sequence[float | None]) -> float | None:
    """Coefficient of variation, 100 · SD / mean, in percent; None with fewer than two values or a mean not above 0."""
    mean, spread = mean_of(values), spread_of(values)
    return None if mean is None or spread is None or mean <= 0 else 100 * spread / mean


@dataclass(frozen=True)
class HrvRule:
    """Windows and limits of the HRV band; half an SD is a convention, the same for everybody on the site.

    Outside the band is watch, `act_from_halves` half-widths below its middle is act; unusually high is never act.
    Source: Plews et al. 2014 (at least 3 nights a week; we ask for 4), Buchheit 2014 (half a baseline SD).
    """

    recent_days: int = 7
    baseline_days: int = 60
    least_recent: int = 4
    least_baseline: int = 14
    least_variation: int = 5
    half_width_sd: float = 0.5
    act_from_halves: float = 2.0


DEFAULT_HRV_RULE = HrvRule()


class Place(StrEnum):
    """Where the mean of the last nights stands; LEARNING while there are too few to say."""

    INSIDE = "inside"
    BELOW = "below"
    ABOVE = "above"
    LEARNING = "learning"


@dataclass(frozen=True)
class HrvBand:
    """rMSSD in ms as people read it, reckoned with on its natural logarithm.

    `recent` is the 7-night mean, `low` to `high` the smallest worthwhile change around the own baseline;
    `variation` is the coefficient of variation of ln rMSSD over the recent nights, in percent.
    """

    place: Place
    nights: int
    baseline_nights: int
    recent: float | None
    low: float | None
    high: float | None
    variation: float | None


def hrv_band(nights: Sequence[float | None], rule: HrvRule = DEFAULT_HRV_RULE) -> HrvBand:
    """The last nights' rMSSD (ms, oldest first, None for gaps) against the own band, which ends before them.

    Not for one night alone, not across devices, and no diagnosis: it says how far a week is from one's own months.
    """
    logs = [None if value is None or value <= 0 else log(value) for value in nights]
    recent = baseline_of(logs[-rule.recent_days :])
    base = baseline_of(logs[: -rule.recent_days][-rule.baseline_days :])
    variation = variation_of(logs[-rule.recent_days :]) if recent.count >= rule.least_variation else None
    mean = recent.mean if recent.count >= rule.least_recent else None
    low = high = None
    if base.mean is not None and base.spread is not None and base.count >= rule.least_baseline:
        half = rule.half_width_sd * base.spread
        low, high = base.mean - half, base.mean + half
    place = Place.LEARNING
    if mean is not None and low is not None and high is not None:
        place = Place.BELOW if mean < low else Place.ABOVE if mean > high else Place.INSIDE
    return HrvBand(place, recent.count, base.count, _in_ms(mean), _in_ms(low), _in_ms(high), variation)


def band_tone(halves: float, rule: HrvRule = DEFAULT_HRV_RULE) -> Tone:
    """The light of a week's mean that lies so many half-widths from the middle of the own band, below it negative."""
    if halves <= -rule.act_from_halves:
        return Tone.ACT
    return Tone.WATCH if abs(halves) > 1 else Tone.FINE


def rolling_means(values: Sequence[float | None], days: int, minimum_count: int) -> list[float | None]:
    """The means of `rolling` alone, in one pass."""
    found: list[float | None] = []
    total, count = 0.0, 0
    for index, value in enumerate(values):
        if value is not None:
            total, count = total + value, count + 1
        gone = values[index - days] if index >= days else None
        if gone is not None:
            total, count = total - gone, count - 1
        found.append(total / count if count and count >= minimum_count else None)
    return found


def _in_ms(logarithm: float | None) -> float | None:
    return None if logarithm is None else exp(logarithm)
