"""Sleep periods of a day: the main night, its second half when broken, naps, rests and deleted ones."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.identifiers import DocumentName, make_identifier
from oura_connector.simulator.outlines import (
    ONE_DAY,
    at_local,
    condition_on,
    is_night_worn,
    is_worn,
    outline_night,
)
from oura_connector.simulator.scores import score_readiness, score_sleep
from oura_connector.simulator.seeding import draw, fraction_of
from oura_connector.simulator.sleep_signals import (
    DEEP,
    LIGHT,
    REM,
    Stages,
    beat_through,
    count_restless_periods,
    mean_of,
    move_in_sleep,
    sample,
    stage_nap,
    stage_sleep,
    vary_through,
)

MAIN, SECOND_HALF, NAP, LATE_NAP, REST, DELETED = range(6)
_TYPES = ("long_sleep", "long_sleep", "sleep", "late_nap", "rest", "deleted")


@dataclass(frozen=True)
class Period:
    """One time in bed, before it is written as a document. `order` is one of the six kinds above."""

    order: int
    starts_at: datetime
    stages: Stages

    @property
    def in_bed_s(self) -> int:
        return len(self.stages.per_30_sec) * 30

    @property
    def ends_at(self) -> datetime:
        zone = self.starts_at.tzinfo
        return datetime.fromtimestamp(self.starts_at.timestamp() + self.in_bed_s, tz=zone)


def list_periods(seed: str, athlete: Athlete, day: date) -> list[Period]:
    """The day's sleep periods, earliest first; empty when the ring was not worn."""
    periods = [*_lie_down_at_night(seed, athlete, day), *_lie_down_by_day(seed, athlete, day)]
    return sorted(periods, key=lambda period: period.starts_at)


def _lie_down_at_night(seed: str, athlete: Athlete, day: date) -> list[Period]:
    if not is_night_worn(seed, athlete, day):
        return []
    night = outline_night(seed, athlete, day)
    chance = draw(seed, athlete.number, day, "stages")
    restlessness = traits_of(seed, athlete).restlessness
    if not night.is_split:
        return [Period(MAIN, night.starts_at, stage_sleep(chance, night.in_bed_s, restlessness))]
    first_s = round(night.in_bed_s * 0.53 / 30) * 30
    second_s = night.in_bed_s - first_s
    first = Period(MAIN, night.starts_at, stage_sleep(chance, first_s, restlessness))
    up_s = chance.randint(25, 60) * 60
    second_at = datetime.fromtimestamp(first.ends_at.timestamp() + up_s, tz=night.starts_at.tzinfo)
    return [first, Period(SECOND_HALF, second_at, stage_sleep(chance, second_s, restlessness))]


def _lie_down_by_day(seed: str, athlete: Athlete, day: date) -> list[Period]:
    """At most one of each kind; the evening before counts for this day once it is past 18:00."""
    periods = []
    rate = traits_of(seed, athlete).nap_rate
    kinds = (
        (NAP, rate, day, (13.0, 15.5), (20, 95)),
        (LATE_NAP, rate / 5, day - ONE_DAY, (17.6, 18.6), (30, 60)),
        (REST, 0.02, day - ONE_DAY, (19.6, 20.8), (25, 60)),
        (DELETED, 0.01, day, (11.2, 12.2), (20, 45)),
    )
    for order, share, on, (earliest_h, latest_h), (shortest_min, longest_min) in kinds:
        if fraction_of(seed, athlete.number, day, "lying", order) >= share:
            continue
        if not (is_worn(seed, athlete, on) and is_worn(seed, athlete, day)):
            continue
        chance = draw(seed, athlete.number, day, "lying", order, "when")
        starts_at = at_local(athlete, on, chance.uniform(earliest_h, latest_h) * 3600)
        in_bed_s = chance.randint(shortest_min * 2, longest_min * 2) * 30
        periods.append(Period(order, starts_at, stage_nap(chance, in_bed_s)))
    return periods


def find_main(periods: list[Period]) -> Period | None:
    """The longest long sleep, which scores and readiness are about."""
    nights = [period for period in periods if period.order in (MAIN, SECOND_HALF)]
    return max(nights, key=lambda period: period.stages.asleep_s, default=None)


def nap_gain(period: Period) -> int:
    """Points a nap adds to the day's sleep score; readiness gets half, at least 1."""
    return min(6, 1 + period.stages.asleep_s // 1200)


def write_period(
    seed: str, athlete: Athlete, day: date, period: Period, *, index: int, is_main: bool
) -> dict[str, Any]:
    """A document of the sleep collection; `index` is its place in the day. Readiness is about the main night."""
    chance = draw(seed, athlete.number, day, "signals", period.order)
    counts = period.order in (MAIN, SECOND_HALF, NAP, LATE_NAP)
    is_nap = period.order in (NAP, LATE_NAP)
    gain = nap_gain(period) if is_nap else None
    name = DocumentName(athlete.number, day, "sleep", period.order)
    movement = move_in_sleep(chance, period.stages)
    sleep_score, _ = score_sleep(seed, athlete, day, period.stages)
    return {
        "id": make_identifier(seed, name),
        "day": day.isoformat(),
        "bedtime_start": period.starts_at.isoformat(),
        "bedtime_end": period.ends_at.isoformat(),
        "period": index,
        "type": _TYPES[period.order],
        **_time_in_bed(period),
        **_measure(seed, athlete, day, period),
        "movement_30_sec": movement,
        "restless_periods": count_restless_periods(movement),
        "readiness": score_readiness(seed, athlete, day, sleep_score) if is_main else None,
        "readiness_score_delta": max(1, gain // 2) if gain else (0 if counts else None),
        "sleep_score_delta": gain if gain else (0 if counts else None),
        "low_battery_alert": period.order == MAIN and not is_night_worn(seed, athlete, day + ONE_DAY),
        "sleep_algorithm_version": "v2",
        "sleep_analysis_reason": chance.choices(
            ("foreground_sleep_analysis", "background_created_foreground_updated", "bedtime_edit"), (90, 6, 4)
        )[0],
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
    chance = draw(seed, athlete.number, day, "beats", period.order)
    form = condition_on(seed, athlete, day)
    raised = 6.0 if period.order not in (MAIN, SECOND_HALF) else 0.0
    lowest = round(traits.lowest_bpm - 1.9 * form + raised + chance.gauss(0, 0.7))
    mean_hrv = traits.hrv_ms * math.exp(0.15 * form + chance.gauss(0, 0.05)) * (0.8 if raised else 1)
    beats = beat_through(chance, period.in_bed_s, lowest, 9 - 2 * min(form, 1.0))
    hrv = vary_through(chance, period.in_bed_s, mean_hrv)
    return {
        "average_breath": round(traits.breaths_per_min - 0.15 * form + chance.gauss(0, 0.2), 3),
        "average_heart_rate": round(mean_of(beats), 2),
        "lowest_heart_rate": lowest,
        "average_hrv": round(mean_of(hrv)),
        "heart_rate": sample(300, beats, period.starts_at),
        "hrv": sample(300, hrv, period.starts_at),
    }
