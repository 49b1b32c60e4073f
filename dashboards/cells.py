"""One measurement of one athlete on one board day: the value, its age, its own normal, its light. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dashboards.days import days_ending
from dashboards.morning import Column
from dashboards.revisions import Revision
from dashboards.statistics import (
    DEFAULT_RULE,
    Baseline,
    Direction,
    Ground,
    Verdict,
    baseline_of,
    difference_from,
    judge,
)

# How old a value may be and still stand in a cell, greyed and with its age; older is missing.
OLDEST_SHOWN_DAYS = 7
TRAIL_DAYS = DEFAULT_RULE.window_days
# What a cell needs to be read: the window before the oldest value it may show.
DAYS_NEEDED = OLDEST_SHOWN_DAYS + DEFAULT_RULE.window_days + 1


@dataclass(frozen=True)
class Cell:
    """`value` is the newest due one; `age_days` counts from the day it was expected, so 0 is this morning's.

    `occurred_on`: the date of its record. `trail`: the days up to the expected one, oldest first, None for gaps.
    `cause`: why nothing stands for the expected day, in words; "" when something does. `revision`: the value changed
    after somebody had looked.
    """

    column: Column
    value: float | None
    occurred_on: date | None
    age_days: int
    baseline: Baseline
    verdict: Verdict
    trail: tuple[float | None, ...]
    cause: str
    revision: Revision | None = None

    @property
    def is_fresh(self) -> bool:
        return self.value is not None and self.age_days == 0

    @property
    def difference(self) -> float | None:
        return difference_from(self.value, self.baseline)

    @property
    def worse_by(self) -> float:
        """Standard deviations in the worse direction; 0 where nothing is judged."""
        if self.verdict.ground is not Ground.JUDGED or self.verdict.z is None:
            return 0.0
        return -self.verdict.z if self.column.better is Direction.UP else self.verdict.z


def make_cell(
    column: Column, series: Mapping[date, float], due_on: date, cause: str, revision: Revision | None = None
) -> Cell:
    """`series`: the person's values by date of record; `due_on`: the date whose value is expected now."""
    found_on = _newest_day(series, due_on)
    age_days = (due_on - found_on).days if found_on else 0
    value = series[found_on] if found_on else None
    window_end = (found_on or due_on) - timedelta(days=1)
    window = [series.get(day) for day in days_ending(window_end, DEFAULT_RULE.window_days)]
    baseline = baseline_of(window)
    return Cell(
        column=column,
        value=value,
        occurred_on=found_on,
        age_days=age_days,
        baseline=baseline,
        verdict=judge(value, baseline, column.better, is_stale=age_days > 0),
        trail=tuple(series.get(day) for day in days_ending(due_on, TRAIL_DAYS)),
        cause="" if value is not None and age_days == 0 else cause,
        revision=revision if age_days == 0 else None,
    )


def _newest_day(series: Mapping[date, float], due_on: date) -> date | None:
    for age_days in range(OLDEST_SHOWN_DAYS + 1):
        day = due_on - timedelta(days=age_days)
        if day in series:
            return day
    return None
