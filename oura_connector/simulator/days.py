"""The documents of daily_activity, from the shape of a day (shapes.py): MET per minute, and the sums they give.

Today grows: the same day asked with fewer `slots` (5 minutes each) is the beginning of the same day.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.scores import score_activity
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.shapes import (
    DAY_BREAK_S,
    HIGH,
    LOW,
    MEDIUM,
    NON_WEAR,
    RESTING,
    SEDENTARY,
    class_day,
)
from oura_connector.simulator.sleep_signals import sample
from oura_connector.simulator.zones import at_local

_PATTERNS = 61
_MET_RANGES = {
    NON_WEAR: (0.1, 0.1), RESTING: (0.9, 1.0), SEDENTARY: (1.0, 1.4),
    LOW: (1.5, 2.7), MEDIUM: (3.1, 5.6), HIGH: (6.5, 11.5),
}  # fmt: skip
_STEPS_PER_SLOT = {NON_WEAR: 0, RESTING: 0, SEDENTARY: 14, LOW: 95, MEDIUM: 320, HIGH: 520}


@dataclass(frozen=True)
class Pattern:
    """Five minutes of one class."""

    mets: tuple[float, ...]
    total: float


@lru_cache(maxsize=8)
def _patterns(activity_class: str) -> tuple[Pattern, ...]:
    lowest, highest = _MET_RANGES[activity_class]
    chance = draw("patterns", activity_class)
    patterns = []
    for _ in range(_PATTERNS):
        mets = tuple(round(chance.uniform(lowest, highest), 1) for _ in range(5))
        patterns.append(Pattern(mets, sum(mets)))
    return tuple(patterns)


def write_day(seed: str, athlete: Athlete, day: date, slots: int, stamp_hour: int) -> dict[str, Any]:
    """The daily_activity document without its id, stamped at `stamp_hour` local, once `slots` have arrived."""
    classes = class_day(seed, athlete, day)[:slots]
    offset = draw(seed, athlete.number, day, "patterns").randrange(_PATTERNS)
    patterns = [_patterns(kind)[(offset + 7 * index) % _PATTERNS] for index, kind in enumerate(classes)]
    met_minutes = dict.fromkeys("012345", 0.0)
    for kind, pattern in zip(classes, patterns, strict=True):
        met_minutes[kind] += pattern.total
    minutes: list[float | None] = [met for pattern in patterns for met in pattern.mets]
    return {
        "day": day.isoformat(),
        "timestamp": at_local(seed, athlete, day, stamp_hour * 3600).isoformat(),
        "class_5_min": classes,
        "met": sample(60, minutes, at_local(seed, athlete, day, DAY_BREAK_S)),
        **_time_by_class(classes),
        **_met_by_class(classes, met_minutes),
        **_reach_targets(seed, athlete, day, classes, met_minutes),
    }


def _time_by_class(classes: str) -> dict[str, int]:
    return {
        "non_wear_time": classes.count(NON_WEAR) * 300,
        "resting_time": classes.count(RESTING) * 300,
        "sedentary_time": classes.count(SEDENTARY) * 300,
        "low_activity_time": classes.count(LOW) * 300,
        "medium_activity_time": classes.count(MEDIUM) * 300,
        "high_activity_time": classes.count(HIGH) * 300,
    }


def _met_by_class(classes: str, met_minutes: dict[str, float]) -> dict[str, float | int]:
    """Oura counts light movement above rest only, and hard movement in full."""
    minutes = max(1, len(classes) * 5)
    return {
        "sedentary_met_minutes": max(0, round(met_minutes[SEDENTARY] - 5 * classes.count(SEDENTARY)) // 10),
        "low_activity_met_minutes": round(met_minutes[LOW] - 5 * classes.count(LOW)),
        "medium_activity_met_minutes": round(met_minutes[MEDIUM]),
        "high_activity_met_minutes": round(met_minutes[HIGH]),
        "average_met_minutes": round(sum(met_minutes.values()) / minutes, 5),
    }


def _reach_targets(
    seed: str, athlete: Athlete, day: date, classes: str, met_minutes: dict[str, float]
) -> dict[str, Any]:
    """Calories, steps, metres and the score that follows from them."""
    traits = traits_of(seed, athlete)
    kcal_per_met_minute = traits.weight_kg / 60
    above_rest = sum(met_minutes[kind] - 5 * classes.count(kind) for kind in (LOW, MEDIUM, HIGH))
    active_kcal = round(above_rest * kcal_per_met_minute)
    target_kcal = 450 + 50 * round(4 * sum(traits.week_plan) / 7 + draw(seed, athlete.number, day, "target").random())
    metres = round(active_kcal * 950 / traits.weight_kg)
    target_metres = round(target_kcal * 950 / traits.weight_kg / 100) * 100
    alerts = count_long_seats(classes)
    score, contributors = score_activity(
        seed,
        athlete,
        day,
        active_share=active_kcal / target_kcal,
        alerts=alerts,
        sedentary_h=classes.count(SEDENTARY) / 12,
    )
    steps = sum(classes.count(kind) * per_slot for kind, per_slot in _STEPS_PER_SLOT.items())
    return {
        "score": score,
        "contributors": contributors,
        "active_calories": active_kcal,
        "total_calories": round(sum(met_minutes.values()) * kcal_per_met_minute),
        "target_calories": target_kcal,
        "steps": round(steps * traits.steps_factor),
        "equivalent_walking_distance": metres,
        "target_meters": target_metres,
        "meters_to_target": target_metres - metres,
        "inactivity_alerts": alerts,
    }


def count_long_seats(classes: str) -> int:
    """Whole hours without movement."""
    runs = classes.translate(str.maketrans("01345", "     ")).split()
    return sum(len(run) // 12 for run in runs)
