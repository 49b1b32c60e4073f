"""Whether a condition holds for one person on one board day, and by which numbers. Pure.

`holds` is None where nothing can be said: too few values, a gap, a window that does not vary. Such a condition does
not hold; it is told apart so that an alert is not called off because a window has become thin.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from alerts.conf import BEFORE_DAYS, HRV_DAYS
from alerts.specs import ConditionSpec, Direction, Kind, RuleSpec
from dashboards.days import days_ending
from dashboards.statistics import DEFAULT_HRV_RULE, Baseline, Place, baseline_of, hrv_band, z_score

Series = Mapping[date, float]
Numbers = dict[str, float | int | None]


@dataclass(frozen=True)
class Known:
    """What is known of one person for one field. `dated`: days with a record of its form.

    `is_excused(day)`: the record of this day may be missing through nobody's doing, or the sync is older than it.
    """

    series: Series
    dated: frozenset[date]
    is_excused: Callable[[date], bool]


@dataclass(frozen=True)
class Found:
    """A condition on one board day. `nights`: the due days it was judged on, oldest first, each with its numbers."""

    holds: bool | None
    nights: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Judgement:
    holds: bool | None
    found: tuple[Found, ...] = field(default=())

    def as_json(self) -> list[dict[str, Any]]:
        return [{"holds": one.holds, "nights": list(one.nights)} for one in self.found]


def judge_rule(spec: RuleSpec, known: Sequence[Known], board_day: date) -> Judgement:
    """`known`: one for each condition, in their order."""
    found = tuple(judge_condition(one, has, board_day) for one, has in zip(spec.conditions, known, strict=True))
    answers = [one.holds for one in found]
    decisive = spec.joined == "any"
    if any(answer is decisive for answer in answers):
        return Judgement(decisive, found)
    holds = None if None in answers else not decisive
    return Judgement(holds if answers else False, found)


def judge_condition(condition: ConditionSpec, known: Known, board_day: date) -> Found:
    """Holds when it does on each of the last `days_in_a_row` due days; a gap breaks the row."""
    due = days_ending(condition.due_on(board_day), condition.days_in_a_row)
    judged = [_judge_day(condition, known, day) for day in due]
    answers = [holds for holds, _numbers in judged]
    holds = None if None in answers and False not in answers else all(answer is True for answer in answers)
    nights = tuple({"on": day.isoformat(), **numbers} for day, (_holds, numbers) in zip(due, judged, strict=True))
    return Found(holds, nights)


def days_needed(condition: ConditionSpec) -> int:
    """How many days before the first due day of a row must be read, that day included."""
    reach = {
        Kind.Z_SCORE: condition.window_days,
        Kind.BAND: condition.window_days,
        Kind.FROM_MEAN: condition.window_days,
        Kind.FROM_BEFORE: BEFORE_DAYS,
        Kind.HRV_BAND: HRV_DAYS,
    }.get(Kind(condition.kind), 0)
    return reach + condition.days_in_a_row


Answer = tuple[bool | None, Numbers]


def _judge_day(condition: ConditionSpec, known: Known, day: date) -> Answer:
    if condition.kind == Kind.NO_ENTRY:
        return day not in known.dated and not known.is_excused(day), {}
    if condition.kind == Kind.NO_VALUE:
        return day not in known.series and not known.is_excused(day), {}
    value = known.series.get(day)
    if value is None:
        return None, {"value": None}
    judge = JUDGES[Kind(condition.kind)]
    holds, numbers = judge(condition, known.series, day, value)
    return holds, {"value": value, **numbers}


def _threshold(condition: ConditionSpec, series: Series, day: date, value: float) -> Answer:
    """Below is under the limit, above is at it or over it: "under 60" and "0.5 or more" mean what they say."""
    return value < condition.value if condition.direction == Direction.BELOW else value >= condition.value, {}


def _z_score(condition: ConditionSpec, series: Series, day: date, value: float) -> Answer:
    base = _own_days(condition, series, day)
    z = z_score(value, base) if base.count >= condition.least_values else None
    numbers = _of_baseline(base) | {"z": z}
    if z is None:
        return None, numbers
    is_far = {
        Direction.BELOW: z <= -condition.value,
        Direction.ABOVE: z >= condition.value,
        Direction.EITHER: abs(z) >= condition.value,
    }
    return is_far[Direction(condition.direction)], numbers


def _band(condition: ConditionSpec, series: Series, day: date, value: float) -> Answer:
    base = _own_days(condition, series, day)
    if base.count < condition.least_values or base.mean is None or base.spread is None:
        return None, _of_baseline(base)
    low, high = base.mean - condition.value * base.spread, base.mean + condition.value * base.spread
    is_out = {
        Direction.BELOW: value < low,
        Direction.ABOVE: value > high,
        Direction.EITHER: value < low or value > high,
    }
    return is_out[Direction(condition.direction)], _of_baseline(base) | {"low": low, "high": high}


def _hrv_band(condition: ConditionSpec, series: Series, day: date, value: float) -> Answer:
    band = hrv_band([series.get(one) for one in days_ending(day, HRV_DAYS)])
    numbers: Numbers = {
        "recent": band.recent,
        "low": band.low,
        "high": band.high,
        "count": band.nights,
        "window": DEFAULT_HRV_RULE.recent_days,
        "base_count": band.baseline_nights,
        "base_window": DEFAULT_HRV_RULE.baseline_days,
    }
    if band.place is Place.LEARNING:
        return None, numbers
    is_out = {
        Direction.BELOW: band.place is Place.BELOW,
        Direction.ABOVE: band.place is Place.ABOVE,
        Direction.EITHER: band.place is not Place.INSIDE,
    }
    return is_out[Direction(condition.direction)], numbers


def _from_before(condition: ConditionSpec, series: Series, day: date, value: float) -> Answer:
    before = next((one for back in range(1, BEFORE_DAYS + 1) if (one := day - timedelta(days=back)) in series), None)
    if before is None:
        return None, {}
    return _changed(condition, value, series[before], {"before": series[before]})


def _from_mean(condition: ConditionSpec, series: Series, day: date, value: float) -> Answer:
    base = _own_days(condition, series, day)
    if base.count < condition.least_values or base.mean is None:
        return None, _of_baseline(base)
    return _changed(condition, value, base.mean, _of_baseline(base))


def _changed(condition: ConditionSpec, value: float, against: float, numbers: Numbers) -> Answer:
    if against <= 0:
        return None, numbers
    percent = 100 * (value - against) / against
    is_far = {
        Direction.BELOW: percent <= -condition.value,
        Direction.ABOVE: percent >= condition.value,
        Direction.EITHER: abs(percent) >= condition.value,
    }
    return is_far[Direction(condition.direction)], numbers | {"percent": percent}


def _own_days(condition: ConditionSpec, series: Series, day: date) -> Baseline:
    """The window ends the day before, so that no value is its own yardstick."""
    return baseline_of([series.get(one) for one in days_ending(day - timedelta(days=1), condition.window_days)])


def _of_baseline(base: Baseline) -> Numbers:
    return {"mean": base.mean, "spread": base.spread, "count": base.count, "window": base.window_days}


JUDGES: dict[Kind, Callable[[ConditionSpec, Series, date, float], Answer]] = {
    Kind.THRESHOLD: _threshold,
    Kind.Z_SCORE: _z_score,
    Kind.BAND: _band,
    Kind.HRV_BAND: _hrv_band,
    Kind.FROM_BEFORE: _from_before,
    Kind.FROM_MEAN: _from_mean,
}
