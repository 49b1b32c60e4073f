from datetime import date, timedelta

import pytest

from dashboards.cells import OLDEST_SHOWN_DAYS, make_cell
from dashboards.morning import MORNING_COLUMNS
from dashboards.statistics import Ground, Tone
from tests.dashboards.made import MONDAY

READINESS = next(column for column in MORNING_COLUMNS if column.key == "readiness")


def usual(before: date, count: int = 28) -> dict[date, float]:
    """78 and 82 in turn: mean 80."""
    return {before - timedelta(days=back): 82.0 if back % 2 else 78.0 for back in range(1, count + 1)}


def test_a_value_of_the_due_day_is_fresh_and_judged():
    cell = make_cell(READINESS, {**usual(MONDAY), MONDAY: 70.0}, MONDAY, "ring not worn")
    assert (cell.value, cell.age_days, cell.cause) == (70.0, 0, "")
    assert (cell.baseline.mean, cell.difference) == (80.0, -10.0)
    assert cell.verdict.tone is Tone.ACT


def test_an_older_value_says_its_age_and_cause_and_is_not_judged():
    two_before = MONDAY - timedelta(days=2)
    cell = make_cell(READINESS, {**usual(two_before), two_before: 70.0}, MONDAY, "ring not worn")
    assert (cell.value, cell.age_days, cell.cause) == (70.0, 2, "ring not worn")
    assert cell.verdict.ground is Ground.STALE
    assert cell.verdict.tone is Tone.NONE


def test_an_older_value_is_compared_with_the_days_before_itself():
    day_before = MONDAY - timedelta(days=1)
    cell = make_cell(READINESS, {**usual(day_before), day_before: 0.0}, MONDAY, "")
    assert cell.baseline.mean == 80.0


@pytest.mark.parametrize(("age", "value"), [(OLDEST_SHOWN_DAYS, 70.0), (OLDEST_SHOWN_DAYS + 1, None)])
def test_a_value_too_old_is_missing(age, value):
    cell = make_cell(READINESS, {MONDAY - timedelta(days=age): 70.0}, MONDAY, "membership lapsed")
    assert cell.value == value
    assert cell.cause == "membership lapsed"


def test_a_value_not_yet_due_is_not_looked_at():
    cell = make_cell(READINESS, {MONDAY + timedelta(days=1): 70.0}, MONDAY, "no data yet")
    assert cell.value is None


def test_the_window_is_the_28_days_before():
    long_ago = {MONDAY - timedelta(days=29): 10.0}
    cell = make_cell(READINESS, {**usual(MONDAY), **long_ago, MONDAY: 80.0}, MONDAY, "")
    assert (cell.baseline.count, cell.baseline.mean) == (28, 80.0)


def test_few_nights_are_still_learning():
    cell = make_cell(READINESS, {**usual(MONDAY, 5), MONDAY: 40.0}, MONDAY, "")
    assert cell.verdict.ground is Ground.LEARNING
    assert cell.baseline.count == 5


def test_the_trail_keeps_its_gaps():
    cell = make_cell(READINESS, {MONDAY: 80.0, MONDAY - timedelta(days=2): 78.0}, MONDAY, "")
    assert len(cell.trail) == 28
    assert cell.trail[-3:] == (78.0, None, 80.0)
