"""What Oura tells of each night besides sleep and its scores: oxygen, resilience, cardiovascular age, bedtime advice.

All of it is there with the night, once the app was opened, and is worked out anew when the night is amended (stage 2).
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of, wave_on
from oura_connector.simulator.outlines import condition_on, illness_on, is_night_worn, load_on, outline_night
from oura_connector.simulator.rings import has_new_sensors
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.zones import ONE_DAY, zone_on

LEARNING_NIGHTS = 14
VELOCITY_SINCE = date(2025, 4, 1)  # Oura had no pulse wave velocity before
DATED_BY_CHOICE = ("daily_spo2", "daily_resilience", "daily_cardiovascular_age")  # by morning or evening: choices
LEVELS = ("limited", "adequate", "solid", "strong", "exceptional")
_LEVEL_STARTS = (0.0, 34.0, 48.0, 62.0, 76.0)


def can_tell(seed: str, athlete: Athlete, collection: str, day: date) -> bool:
    """Bedtime advice is there from the first night on; what takes two weeks to learn is not, nor for an old ring."""
    if collection == "sleep_time":
        return True
    if not has_new_sensors(athlete):
        return False
    return collection == "daily_spo2" or day >= traits_of(seed, athlete).ring_since_on + timedelta(LEARNING_NIGHTS)


def write_spo2(seed: str, athlete: Athlete, day: date, stage: int) -> dict[str, Any]:
    """Some nights have no average: the finger was cold."""
    chance = draw(seed, athlete.number, day, "oxygen")
    usual = 96.2 + 1.3 * (draw(seed, athlete.number, "oxygen").random() - 0.3)
    average = usual - 0.9 * illness_on(seed, athlete, day) + chance.gauss(0, 0.35) + 0.05 * (stage - 1)
    disturbed = max(0, round(chance.gauss(5, 3) + 6 * illness_on(seed, athlete, day)))
    is_measured = chance.random() > 0.04
    return {
        "breathing_disturbance_index": disturbed if is_measured else None,
        "day": day.isoformat(),
        "spo2_percentage": {"average": round(min(99.6, average), 3)} if is_measured else None,
    }


def write_resilience(seed: str, athlete: Athlete, day: date, stage: int) -> dict[str, Any]:
    """Follows two weeks of readiness."""
    nights, days, strain = _look_back(seed, athlete, day)
    contributors = {
        "sleep_recovery": _percent(58 + 19 * nights + 0.4 * (stage - 1)),
        "daytime_recovery": _percent(52 + 16 * days),
        "stress": _percent(57 + 14 * nights - 16 * strain),
    }
    mean = sum(contributors.values()) / 3
    level = LEVELS[sum(mean >= start for start in _LEVEL_STARTS[1:])]
    return {"day": day.isoformat(), "contributors": contributors, "level": level}


@lru_cache(maxsize=16384)
def _look_back(seed: str, athlete: Athlete, day: date) -> tuple[float, float, float]:
    """(condition of two weeks, of four days, training load of a week against the usual one)."""
    conditions = [condition_on(seed, athlete, day - count * ONE_DAY) for count in range(LEARNING_NIGHTS)]
    week = sum(load_on(seed, athlete, day - count * ONE_DAY) for count in range(1, 8)) / 7
    usual = sum(traits_of(seed, athlete).week_plan) / 7
    return sum(conditions) / LEARNING_NIGHTS, sum(conditions[:4]) / 4, week - usual


def write_cardiovascular_age(seed: str, athlete: Athlete, day: date, stage: int) -> dict[str, Any]:
    """A few years below or above the real age; moves by a year in months."""
    traits = traits_of(seed, athlete)
    age = (day - athlete.born_on).days / 365.25
    is_measured = draw(seed, athlete.number, day, "vessels").random() > 0.03
    vascular = age + (traits.lowest_bpm - 50) * 0.35 - 1.6 * wave_on(traits, day - timedelta(day.day % 7)) - 1
    velocity = 4.9 + 0.045 * vascular
    return {
        "day": day.isoformat(),
        "pulse_wave_velocity": round(velocity, 2) if is_measured and day >= VELOCITY_SINCE else None,
        "vascular_age": min(100, max(18, round(vascular))) if is_measured else None,
    }


def write_sleep_time(seed: str, athlete: Athlete, day: date, stage: int) -> dict[str, Any]:
    """Advice for the evening of `day`; none while too few nights are known."""
    status = _judge_nights(seed, athlete, day)
    advice: dict[str, Any] = {
        "day": day.isoformat(), "optimal_bedtime": None, "recommendation": None, "status": status,
    }  # fmt: skip
    if status.startswith("not_enough"):
        return advice
    traits, bedtime_min = traits_of(seed, athlete), outline_bedtime_min(seed, athlete, day)
    if status == "bad_sleep_quality":
        return {**advice, "recommendation": "improve_efficiency"}
    begins_s = 900 * round((traits.bedtime_min - 20) * 60 / 900)
    offset = zone_on(seed, athlete, day + ONE_DAY).utcoffset(datetime.combine(day, time(12)))
    advice["optimal_bedtime"] = {
        "day_tz": int(offset.total_seconds()) if offset is not None else 0,
        "start_offset": begins_s,
        "end_offset": begins_s + 2700,
    }
    late_min = bedtime_min - traits.bedtime_min
    word = "earlier_bedtime" if late_min > 30 else "later_bedtime" if late_min < -35 else "follow_optimal_bedtime"
    if word == "follow_optimal_bedtime" and outline_night(seed, athlete, day).is_short:
        word = "later_wake_up_time"
    return {**advice, "recommendation": word}


def outline_bedtime_min(seed: str, athlete: Athlete, day: date) -> float:
    """When the night that ended on `day` began: minutes after midnight, below 0 the evening before."""
    begun = outline_night(seed, athlete, day).starts_at
    return begun.hour * 60 + begun.minute - (1440 if begun.date() < day else 0)


def _judge_nights(seed: str, athlete: Athlete, day: date) -> str:
    if day < traits_of(seed, athlete).ring_since_on + timedelta(LEARNING_NIGHTS):
        return "not_enough_nights"
    recent = sum(is_night_worn(seed, athlete, day - count * ONE_DAY) for count in range(7))
    if recent < 5:
        return "not_enough_recent_nights"
    if condition_on(seed, athlete, day) < -1.9:
        return "bad_sleep_quality"
    return "optimal_found" if condition_on(seed, athlete, day) > -0.6 else "only_recommended_found"


def _percent(value: float) -> float:
    return round(min(100.0, max(0.0, value)), 1)


NIGHTLY: dict[str, Callable[[str, Athlete, date, int], dict[str, Any]]] = {
    "daily_spo2": write_spo2,
    "daily_resilience": write_resilience,
    "daily_cardiovascular_age": write_cardiovascular_age,
    "sleep_time": write_sleep_time,
}
