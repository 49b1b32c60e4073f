"""What + - * / ^ and comparisons do with each pair of kinds.

Units: numbers that are added or compared share their unit; one without a unit goes with any. A product or quotient
with a number written in the formula keeps the unit; a product or quotient of two values has none.
"""

import math
import operator
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from forms_engine.formulas.kinds import (
    DATE,
    DURATION,
    MOMENT,
    ORDERED,
    WORDY,
    YES_NO,
    Kind,
    Sort,
    number,
    share_unit,
)
from forms_engine.formulas.limits import FURTHEST
from forms_engine.formulas.missing import TOO_LARGE, Answer, Missing, Reason

Join = Callable[[Any, Any], Answer]
DAY_SECONDS = 86_400

DIVISION_BY_ZERO = Missing(Reason.DIVISION_BY_ZERO)
NOT_REAL = Missing(Reason.NOT_REAL)
NOT_WHOLE_DAYS = Missing(Reason.NOT_WHOLE_DAYS)
OUTSIDE_THE_CALENDAR = Missing(Reason.OUTSIDE_THE_CALENDAR)


def bounded(value: float) -> Answer:
    """The number itself, or missing when it is beyond what is reckoned with."""
    return value if -FURTHEST <= value <= FURTHEST else TOO_LARGE


def add(one: float, other: float) -> Answer:
    return bounded(one + other)


def subtract(one: float, other: float) -> Answer:
    return bounded(one - other)


def multiply(one: float, other: float) -> Answer:
    return bounded(one * other)


def divide(one: float, other: float) -> Answer:
    return bounded(one / other) if other else DIVISION_BY_ZERO


def raise_to(base: float, exponent: float) -> Answer:
    if not base and exponent < 0:
        return DIVISION_BY_ZERO
    try:
        return bounded(math.pow(base, exponent))
    except OverflowError:
        return TOO_LARGE
    except ValueError:
        return NOT_REAL


def move_date(day: date, seconds: float) -> Answer:
    if seconds % DAY_SECONDS:
        return NOT_WHOLE_DAYS
    try:
        return day + timedelta(days=seconds // DAY_SECONDS)
    except OverflowError:
        return OUTSIDE_THE_CALENDAR


def move_moment(moment: datetime, seconds: float) -> Answer:
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        return OUTSIDE_THE_CALENDAR


def seconds_between(later: Any, earlier: Any) -> Answer:
    return float((later - earlier).total_seconds())


def seconds_on_the_clock(until: time, since: time) -> Answer:
    """From one time of day forward to the other, past midnight if need be: from 23:00 to 07:00 are eight hours."""
    return float((_second_of_day(until) - _second_of_day(since)) % DAY_SECONDS)


def _second_of_day(clock: time) -> float:
    return clock.hour * 3_600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6


def _swapped(join: Join) -> Join:
    return lambda one, other: join(other, one)


def rule_of(sign: str, left: Kind, right: Kind) -> tuple[Kind, Join] | None:
    """(kind of the result, function), or None when these do not go together. Raises UnitMix."""
    pair = (left.sort, right.sort)
    if pair == (Sort.NUMBER, Sort.NUMBER):
        return _rule_of_numbers(sign, left, right)
    if sign == "*" and left.sort is Sort.NUMBER and not left.unit and right.sort is Sort.DURATION:
        return DURATION, multiply
    if sign in "*/" and right.sort is Sort.NUMBER and not right.unit and left.sort is Sort.DURATION:
        return DURATION, multiply if sign == "*" else divide
    return RULES.get((sign, *pair))


def _rule_of_numbers(sign: str, left: Kind, right: Kind) -> tuple[Kind, Join]:
    if sign in "+-":
        return number(share_unit(left.unit, right.unit)), add if sign == "+" else subtract
    if sign == "*":
        written = left.unit is None or right.unit is None
        unit = (right.unit if left.unit is None else left.unit) if written else ""
        return number(unit), multiply
    unit = left.unit if right.unit is None else ""
    return number(unit), divide


RULES: dict[tuple[str, Sort, Sort], tuple[Kind, Join]] = {
    ("+", Sort.DURATION, Sort.DURATION): (DURATION, add),
    ("-", Sort.DURATION, Sort.DURATION): (DURATION, subtract),
    ("/", Sort.DURATION, Sort.DURATION): (number(""), divide),
    ("+", Sort.DATE, Sort.DURATION): (DATE, move_date),
    ("+", Sort.DURATION, Sort.DATE): (DATE, _swapped(move_date)),
    ("-", Sort.DATE, Sort.DURATION): (DATE, lambda day, seconds: move_date(day, -seconds)),
    ("-", Sort.DATE, Sort.DATE): (DURATION, seconds_between),
    ("+", Sort.MOMENT, Sort.DURATION): (MOMENT, move_moment),
    ("+", Sort.DURATION, Sort.MOMENT): (MOMENT, _swapped(move_moment)),
    ("-", Sort.MOMENT, Sort.DURATION): (MOMENT, lambda moment, seconds: move_moment(moment, -seconds)),
    ("-", Sort.MOMENT, Sort.MOMENT): (DURATION, seconds_between),
    ("-", Sort.TIME, Sort.TIME): (DURATION, seconds_on_the_clock),
}

COMPARED: dict[str, Join] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EQUAL_AT_MOST = WORDY | {Sort.YES_NO}


def comparison_of(sign: str, left: Kind, right: Kind) -> tuple[Kind, Join] | None:
    """As `rule_of`, for = <> < <= > >=. Raises UnitMix."""
    if left.sort is Sort.NUMBER and right.sort is Sort.NUMBER:
        share_unit(left.unit, right.unit)
        return YES_NO, COMPARED[sign]
    same = left.sort is right.sort or (left.sort in WORDY and right.sort in WORDY)
    if not same or left.sort not in ORDERED | EQUAL_AT_MOST:
        return None
    if left.sort in EQUAL_AT_MOST and sign not in ("=", "<>"):
        return None
    return YES_NO, COMPARED[sign]
