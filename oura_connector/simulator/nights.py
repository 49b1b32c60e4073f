"""The documents of the sleep collection, from the periods of a day (periods.py)."""

import math
import random
from datetime import date
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.outlines import condition_on, illness_on, is_night_worn
from oura_connector.simulator.periods import MAIN, Period
from oura_connector.simulator.scores import score_readiness, score_sleep
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.sleep_signals import (
    DEEP,
    LIGHT,
    REM,
    beat_through,
    count_restless_periods,
    mean_of,
    move_in_sleep,
    sample,
    vary_through,
)
from oura_connector.simulator.zones import ONE_DAY


def nap_gain(period: Period) -> int:
    """Points a nap adds to the day's sleep score; readiness gets half, at least 1."""
    return min(6, 1 + period.stages.asleep_s // 1200)


def write_period(
    seed: str, athlete: Athlete, day: date, period: Period, *, index: int, is_main: bool
) -> dict[str, Any]:
    """A document of sleep without its id; `index` is its place in the day. Readiness is about the main night."""
    chance = draw(seed, athlete.number, day, "signals", period.order)
    counts = period.is_night or (period.is_nap and period.is_confirmed)
    gain = nap_gain(period) if counts and period.is_nap else None
    movement = move_in_sleep(chance, period.stages)
    sleep_score, _ = score_sleep(seed, athlete, day, period.stages)
    return {
        "day": day.isoformat(),
        "bedtime_start": period.starts_at.isoformat(),
        "bedtime_end": None if period.is_running else period.ends_at.isoformat(),
        "period": index,
        "type": period.type,
        **_time_in_bed(period),
        **_measure(seed, athlete, day, period),
        "movement_30_sec": movement,
        "restless_periods": count_restless_periods(movement),
        "readiness": score_readiness(seed, athlete, day, sleep_score) if is_main else None,
        "readiness_score_delta": max(1, gain // 2) if gain else (0 if counts else None),
        "sleep_score_delta": gain if gain else (0 if counts else None),
        "low_battery_alert": period.order == MAIN and not is_night_worn(seed, athlete, day + ONE_DAY),
        "sleep_algorithm_version": "v2",
        "sleep_analysis_reason": period.reason,
        "ring_id": traits_of(seed, athlete).ring_id,
    }


def _time_in_bed(period: Period) -> dict[str, Any]:
    stages = period.stages
    per_5_min = stages.per_5_min
    return {
        "time_in_bed": period.in_bed_s,
        "total_sleep_duration": stages.asleep_s,
        "deep_sleep_duration": stages.seconds_of(DEEP),
        "light_sleep_duration": stages.seconds_of(LIGHT),
        "rem_sleep_duration": stages.seconds_of(REM),
        "awake_time": period.in_bed_s - stages.asleep_s,
        "latency": stages.latency_s,
        "efficiency": stages.efficiency_percent,
        "sleep_phase_5_min": per_5_min,
        "sleep_phase_30_sec": stages.per_30_sec,
        "app_sleep_phase_5_min": per_5_min,
    }


def _measure(seed: str, athlete: Athlete, day: date, period: Period) -> dict[str, Any]:
    """Heart rate, HRV and breath; the two rates always pull against each other."""
    traits = traits_of(seed, athlete)
    form, ill = condition_on(seed, athlete, day), illness_on(seed, athlete, day)
    chance, lowest, mean_hrv = _expect(seed, athlete, day, period)
    beats = beat_through(chance, period.in_bed_s, lowest, 9 - 2 * min(form, 1.0))
    hrv = vary_through(chance, period.in_bed_s, mean_hrv)
    return {
        "average_breath": round(traits.breaths_per_min - 0.15 * form + 0.6 * ill + chance.gauss(0, 0.2), 3),
        "average_heart_rate": round(mean_of(beats), 2),
        "lowest_heart_rate": lowest,
        "average_hrv": round(mean_of(hrv)),
        "heart_rate": sample(300, beats, period.starts_at),
        "hrv": sample(300, hrv, period.starts_at),
    }


def beat_in_bed(seed: str, athlete: Athlete, day: date, period: Period) -> list[float | None]:
    """The heart rate every 5 minutes that the document of this period carries; `day` is the day it counts for."""
    chance, lowest, _ = _expect(seed, athlete, day, period)
    return beat_through(chance, period.in_bed_s, lowest, 9 - 2 * min(condition_on(seed, athlete, day), 1.0))


def _expect(seed: str, athlete: Athlete, day: date, period: Period) -> tuple[random.Random, int, float]:
    """(the chance that goes on from here, the lowest heart rate, the mean HRV)."""
    traits = traits_of(seed, athlete)
    chance = draw(seed, athlete.number, day, "beats", period.order)
    form, ill = condition_on(seed, athlete, day), illness_on(seed, athlete, day)
    raised = 0.0 if period.is_night else 6.0
    lowest = round(traits.lowest_bpm - 1.9 * form + 4 * ill + raised + chance.gauss(0, 0.7))
    mean_hrv = traits.hrv_ms * math.exp(0.15 * form - 0.12 * ill + chance.gauss(0, 0.05)) * (0.8 if raised else 1)
    return chance, lowest, mean_hrv
