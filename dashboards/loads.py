"""What the boards say about load, sleep need and compliance. Pure functions.

A day without a value is `None`: missing, never zero. What rests on missing days says so (`missing`), and is shown as
partial. Sources stand with each function; docs/statistics.md says what none of them must be used for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

WEEK = 7


@dataclass(frozen=True)
class Load:
    """A sum or average of daily loads in their own unit; `missing`: days of the window without a value."""

    value: float | None
    missing: int

    @property
    def is_partial(self) -> bool:
        return self.value is not None and self.missing > 0


def week_load(loads: Sequence[float | None]) -> Load:
    """Sum of the last seven days. None when none of them has a value."""
    week = list(loads[-WEEK:])
    there = [load for load in week if load is not None]
    return Load(fsum(there) if there else None, WEEK - len(there))


def week_change(loads: Sequence[float | None]) -> float | None:
    """Percent by which the last seven days' sum differs from that of the seven before; None unless both are whole."""
    this, before = week_load(loads), week_load(loads[:-WEEK])
    return None if this.missing or before.missing else change_between(before.value, this.value)


def change_between(before: float | None, this: float | None) -> float | None:
    """Percent from one sum to the next; None where either is missing or the first is nothing to compare with."""
    if this is None or before is None or before <= 0:
        return None
    return 100 * (this - before) / before


def exponential_load(loads: Sequence[float | None], days: int) -> Load:
    """Exponentially weighted load: today · λ + yesterday's · (1 − λ), λ = 2 / (days + 1), oldest first.

    Begins with the first value there is; a missing day changes nothing and counts as missing.
    Source: Williams et al. 2017, Br J Sports Med 51:209.
    """
    weight = 2 / (days + 1)
    value: float | None = None
    missing = 0
    for load in loads:
        if load is None:
            missing += value is not None
        else:
            value = load if value is None else load * weight + value * (1 - weight)
    return Load(value, missing)


class RatioKind(StrEnum):
    """How acute and chronic load are kept apart."""

    UNCOUPLED = "uncoupled"  # the last week against the three weeks before it
    EXPONENTIAL = "exponential"  # 7 days against 28, exponentially weighted


# Fewer whole days than this and no ratio is shown.
RATIO_DAYS = 28


def acute_chronic_ratio(loads: Sequence[float | None], kind: RatioKind = RatioKind.UNCOUPLED) -> float | None:
    """Acute against chronic load; off by default. None before 28 whole days, or without chronic load.

    It predicts no injury and has no sweet spot; critics find that it adds an artefact rather than information.
    Source: Windt & Gabbett 2019, Br J Sports Med 53:988; Williams et al. 2017; caution: Impellizzeri et al. 2020.
    """
    last = list(loads[-RATIO_DAYS:])
    if len(last) < RATIO_DAYS or any(load is None for load in last):
        return None
    if kind is RatioKind.EXPONENTIAL:
        acute, chronic = exponential_load(loads, WEEK).value, exponential_load(loads, RATIO_DAYS).value
    else:
        acute = fsum(load or 0.0 for load in last[-WEEK:]) / WEEK
        chronic = fsum(load or 0.0 for load in last[:-WEEK]) / (RATIO_DAYS - WEEK)
    return acute / chronic if acute is not None and chronic else None


class DebtGroup(StrEnum):
    NONE = "none"
    LITTLE = "little"  # under two hours
    SOME = "some"  # two to five hours
    MUCH = "much"  # more than five hours
    LEARNING = "learning"


DEBT_NIGHTS = 14
LEAST_DEBT_NIGHTS = 5
HOUR_S = 3600.0


@dataclass(frozen=True)
class SleepDebt:
    """`debt_s`: seconds, never below 0; None while fewer than five nights are known."""

    debt_s: float | None
    nights: int
    group: DebtGroup


def sleep_debt(slept_s: Sequence[float | None], need_s: float) -> SleepDebt:
    """What the nights of the last fourteen lack of the personal need, long nights paying back; gaps left out.

    Source: Oura's description of its Sleep Debt (14 days, from 5 nights on, these groups).
    """
    nights = [night for night in slept_s[-DEBT_NIGHTS:] if night is not None]
    if len(nights) < LEAST_DEBT_NIGHTS:
        return SleepDebt(None, len(nights), DebtGroup.LEARNING)
    debt_s = max(0.0, fsum(need_s - night for night in nights))
    if debt_s == 0:
        group = DebtGroup.NONE
    elif debt_s < 2 * HOUR_S:
        group = DebtGroup.LITTLE
    else:
        group = DebtGroup.SOME if debt_s <= 5 * HOUR_S else DebtGroup.MUCH
    return SleepDebt(debt_s, len(nights), group)


@dataclass(frozen=True)
class Compliance:
    """How many of the due days have a record."""

    there: int
    due: int

    @property
    def percent(self) -> float | None:
        return 100 * self.there / self.due if self.due else None


def compliance(has_record: Sequence[bool | None]) -> Compliance:
    """One entry a day, oldest first: there, not there, or None where nothing was due. For help, never for blame.

    Source: Saw, Main, Gastin 2015, J Sports Sci Med 14:732.
    """
    due = [one for one in has_record if one is not None]
    return Compliance(sum(due), len(due))
