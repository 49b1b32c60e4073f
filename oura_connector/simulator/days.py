"""An athlete's activity day, 04:00 to 04:00 local: classes per 5 minutes, MET per minute, and the sums they give.

Today grows: the same day asked with fewer `slots` (5 minutes each) is the beginning of the same day. A whole day has
288 of them; the days on which clocks change or zones are crossed are as much shorter or longer as they really were.
"""

import random
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.identifiers import DocumentName, make_identifier
from oura_connector.simulator.outlines import is_night_worn, load_on, outline_night
from oura_connector.simulator.scores import score_activity
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.sleep_signals import sample
from oura_connector.simulator.zones import ONE_DAY, at_local

SLOT_S = 300
DAY_BREAK_S = 4 * 3600
NON_WEAR, RESTING, SEDENTARY, LOW, MEDIUM, HIGH = "012345"
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


@lru_cache(maxsize=65536)
def began_s(seed: str, athlete: Athlete, day: date) -> float:
    """04:00 local of the day as Unix time; two moments of one zone would be subtracted by the clock on the wall."""
    return at_local(seed, athlete, day, DAY_BREAK_S).timestamp()


@lru_cache(maxsize=65536)
def count_slots(seed: str, athlete: Athlete, day: date) -> int:
    """How many slots the whole day has: 288 unless clocks or zones change."""
    return int((began_s(seed, athlete, day + ONE_DAY) - began_s(seed, athlete, day)) // SLOT_S)


@lru_cache(maxsize=8192)
def class_day(seed: str, athlete: Athlete, day: date) -> str:
    """Classes from 04:00 local, one per 5 minutes."""
    chance = draw(seed, athlete.number, day, "activity")
    whole = count_slots(seed, athlete, day)
    asleep_until, asleep_from = _slots_asleep(seed, athlete, day, day), _slots_asleep(seed, athlete, day, day + ONE_DAY)
    classes = chance.choices((SEDENTARY, LOW, MEDIUM, RESTING), (60, 31, 4, 5), k=whole)
    _sit_down(chance, classes, asleep_until[1], min(whole, asleep_from[0]))
    _train(chance, classes, load_on(seed, athlete, day), asleep_until[1])
    charging_at, charging_slots = chance.randint(180, 200), chance.randint(3, 9)
    classes[charging_at : charging_at + charging_slots] = NON_WEAR * charging_slots
    for night_of, (begins, ends) in ((day, asleep_until), (day + ONE_DAY, asleep_from)):
        lying = RESTING if is_night_worn(seed, athlete, night_of) else NON_WEAR
        begins, ends = min(begins, whole), min(ends, whole)
        classes[begins:ends] = lying * (ends - begins)
    return "".join(classes)


def _slots_asleep(seed: str, athlete: Athlete, day: date, night_of: date) -> tuple[int, int]:
    """(first, one after last) slot of `day` in the bed of one night; never below 0, perhaps beyond the day's end."""
    night = outline_night(seed, athlete, night_of)
    begins_s = night.starts_at.timestamp() - began_s(seed, athlete, day)
    return max(0, int(begins_s // SLOT_S)), max(0, int(-(-(begins_s + night.ends_after_s) // SLOT_S)))


def _sit_down(chance: random.Random, classes: list[str], wakes_at: int, sleeps_at: int) -> None:
    """A few long seats, so that hours without moving occur."""
    for _ in range(chance.randint(1, 4)):
        begins = chance.randint(wakes_at, max(wakes_at, sleeps_at - 24))
        length = chance.randint(10, 20)
        classes[begins : begins + length] = SEDENTARY * len(classes[begins : begins + length])


def _train(chance: random.Random, classes: list[str], load: float, wakes_at: int) -> None:
    """One session, or two on hard days; longer and harder with the load, never before waking."""
    if load < 0.2:
        return
    starts = [chance.choice((72, 78, 84, 150, 156, 168))]
    if load > 1.1:
        starts.append(starts[0] + 60 if starts[0] < 100 else starts[0] - 70)
    slots, free_from = round(18 * load / len(starts)), wakes_at + 6
    for planned_at in sorted(starts):
        begins = min(max(planned_at, free_from), len(classes) - slots)
        classes[begins : begins + slots] = chance.choices((LOW, MEDIUM, HIGH), (1, 3, 2 + 2 * load), k=slots)
        free_from = begins + slots + 6


def write_day(seed: str, athlete: Athlete, day: date, slots: int, stamp_hour: int) -> dict[str, Any]:
    """The daily_activity document, stamped at `stamp_hour` local, once `slots` of the day have arrived."""
    classes = class_day(seed, athlete, day)[:slots]
    offset = draw(seed, athlete.number, day, "patterns").randrange(_PATTERNS)
    patterns = [_patterns(kind)[(offset + 7 * index) % _PATTERNS] for index, kind in enumerate(classes)]
    met_minutes = dict.fromkeys("012345", 0.0)
    for kind, pattern in zip(classes, patterns, strict=True):
        met_minutes[kind] += pattern.total
    name = DocumentName(athlete.number, day, "daily_activity", 0)
    minutes: list[float | None] = [met for pattern in patterns for met in pattern.mets]
    return {
        "id": make_identifier(seed, name),
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
