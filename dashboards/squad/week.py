"""What a week of one field of one athlete says beside the four weeks before it. Pure.

Means of fewer than four known days are not told; a change is told where the 28 days before have at least 14.
"""

from dataclasses import dataclass
from math import exp

from dashboards.morning import Kind
from dashboards.squad.week_sql import BEFORE_DAYS, DAYS, Numbers
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE, Direction, standard_score

LEAST_DAYS = DEFAULT_HRV_RULE.least_recent
LEAST_BEFORE = DEFAULT_RULE.minimum_count


@dataclass(frozen=True)
class Figure:
    """`known` of seven days. `value`: the week's mean, of loads its sum; `before`: the usual of the four weeks before,
    of loads what a week of them had. `steps`: the difference of the means in own standard deviations, None where it
    is not told. `is_partial`: a sum with days missing, in the week or before.
    """

    known: int
    value: float | None
    before: float | None
    steps: float | None
    is_partial: bool = False

    def worse_by(self, better: Direction) -> float:
        if self.steps is None or better is Direction.NONE:
            return 0.0
        return -self.steps if better is Direction.UP else self.steps


NOTHING = Figure(0, None, None, None)


def figure_of(numbers: Numbers, kind: Kind) -> Figure:
    if kind is Kind.WEEK:
        return _sum(numbers)
    is_enough = numbers.known >= LEAST_DAYS
    is_usual = numbers.before_known >= LEAST_BEFORE
    value = numbers.mean if is_enough else None
    before = numbers.before_mean if is_usual else None
    steps = standard_score(value, before, numbers.before_spread) if value is not None else None
    if kind is Kind.BAND:
        # rMSSD is averaged on its logarithm and read in ms.
        value, before = (None if one is None else exp(one) for one in (value, before))
    return Figure(numbers.known, value, before, steps)


def _sum(numbers: Numbers) -> Figure:
    before = numbers.before_mean * DAYS if numbers.before_mean is not None else None
    is_partial = numbers.total is not None and numbers.known < DAYS
    if numbers.before_known < BEFORE_DAYS:
        before = None
    return Figure(numbers.known, numbers.total, before, None, is_partial)
