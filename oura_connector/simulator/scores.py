"""Scores and contributors, 1 to 100: made up here, but moving the way Oura's move."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.outlines import condition_on, illness_on, load_on, outline_night
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.sleep_signals import DEEP, REM, Stages
from oura_connector.simulator.zones import ONE_DAY

SLEEP_WEIGHTS = {
    "deep_sleep": 12, "efficiency": 12, "latency": 8, "rem_sleep": 14,
    "restfulness": 12, "timing": 10, "total_sleep": 32,
}  # fmt: skip
READINESS_WEIGHTS = {
    "activity_balance": 8, "body_temperature": 12, "hrv_balance": 20, "previous_day_activity": 10,
    "previous_night": 15, "recovery_index": 10, "resting_heart_rate": 15, "sleep_balance": 8, "sleep_regularity": 2,
}  # fmt: skip


def limit(value: float) -> int:
    return min(100, max(1, round(value)))


def weigh(contributors: Mapping[str, int], weights: Mapping[str, int]) -> int:
    return limit(sum(contributors[name] * weight for name, weight in weights.items()) / sum(weights.values()))


def score_sleep(seed: str, athlete: Athlete, day: date, stages: Stages) -> tuple[int, dict[str, int]]:
    """(score, contributors) of the main night."""
    traits = traits_of(seed, athlete)
    chance = draw(seed, athlete.number, day, "sleep score")
    asleep_h = stages.asleep_s / 3600
    night = outline_night(seed, athlete, day)
    middle_h = (night.starts_at.hour + night.starts_at.minute / 60 + night.in_bed_s / 7200) % 24
    contributors = {
        "deep_sleep": limit(stages.seconds_of(DEEP) / 60 * 0.8 + 16),
        "efficiency": limit(100 - 2.8 * max(0, 95 - stages.efficiency_percent)),
        "latency": limit(100 - abs(stages.latency_s / 60 - 14) * 2.2),
        "rem_sleep": limit(stages.seconds_of(REM) / 60 * 0.78 + 6),
        "restfulness": limit(92 - 18 * traits.restlessness + chance.gauss(0, 8)),
        "timing": limit(98 - 22 * max(0.0, abs(middle_h - 3.1) - 0.5)),
        "total_sleep": limit(100 - 18 * max(0.0, traits.sleep_need_s / 3600 + 0.3 - asleep_h)),
    }
    return weigh(contributors, SLEEP_WEIGHTS), contributors


def score_readiness(seed: str, athlete: Athlete, day: date, sleep_score: int) -> dict[str, Any]:
    """Score, contributors, temperature (deg C against the usual), as daily_readiness and sleep carry them."""
    usual_load = sum(traits_of(seed, athlete).week_plan) / 7
    chance = draw(seed, athlete.number, day, "readiness")
    form, ill = condition_on(seed, athlete, day), illness_on(seed, athlete, day)
    temperature = 0.85 * ill + chance.gauss(0, 0.14)
    trend = 0.5 * ill + 0.25 * illness_on(seed, athlete, day - ONE_DAY) + chance.gauss(0, 0.08)
    yesterday = load_on(seed, athlete, day - ONE_DAY)
    week = sum(load_on(seed, athlete, day - count * ONE_DAY) for count in range(1, 8)) / 7
    nights = [outline_night(seed, athlete, day - count * ONE_DAY) for count in range(5)]
    slept_h = sum(night.in_bed_s for night in nights) / 5 / 3600
    need_h = traits_of(seed, athlete).sleep_need_s / 3600 / 0.9
    middle_h = [(night.starts_at.hour + night.starts_at.minute / 60 + 12) % 24 for night in nights]
    contributors = {
        "activity_balance": limit(84 - 70 * (week - usual_load) + chance.gauss(0, 5)),
        "body_temperature": limit(100 - 75 * max(0.0, abs(temperature) - 0.05)),
        "hrv_balance": limit(73 + 17 * form + chance.gauss(0, 3)),
        "previous_day_activity": limit(95 - 30 * max(0.0, yesterday - 0.5)),
        "previous_night": limit(sleep_score + chance.gauss(0, 3)),
        "recovery_index": limit(70 + 11 * form + chance.gauss(0, 12)),
        "resting_heart_rate": limit(79 + 16 * form + chance.gauss(0, 3)),
        "sleep_balance": limit(92 - 26 * max(0.0, need_h - slept_h)),
        "sleep_regularity": limit(100 - 16 * (max(middle_h) - min(middle_h))),
    }
    return {
        "score": weigh(contributors, READINESS_WEIGHTS),
        "temperature_deviation": round(temperature, 2),
        "temperature_trend_deviation": round(trend, 2),
        "contributors": contributors,
    }


def score_activity(
    seed: str, athlete: Athlete, day: date, *, active_share: float, alerts: int, sedentary_h: float
) -> tuple[int, dict[str, int]]:
    """(score, contributors); `active_share` is active calories against the day's target."""
    loads = [load_on(seed, athlete, day - count * ONE_DAY) for count in range(7)]
    contributors = {
        "meet_daily_targets": limit(30 + 65 * min(1.0, active_share)),
        "move_every_hour": limit(100 - 9 * alerts),
        "recovery_time": limit(98 - 30 * max(0.0, min(loads[1:4]) - 0.3)),
        "stay_active": limit(100 - 8 * max(0.0, sedentary_h - 6)),
        "training_frequency": limit(25 + 17 * sum(load > 0.7 for load in loads)),
        "training_volume": limit(30 + 9 * sum(loads)),
    }
    return limit(sum(contributors.values()) / 6), contributors
