"""What a week says beside the four weeks before it; numbers against numpy."""

import numpy
import pytest

from dashboards.morning import Kind
from dashboards.squad.week import figure_of
from dashboards.squad.week_sql import Numbers
from dashboards.statistics import Direction

BEFORE = [78.0, 82.0] * 14


def numbers_of(week: list[float], before: list[float]) -> Numbers:
    spread = float(numpy.std(before, ddof=1)) if len(before) > 1 else None
    usual = float(numpy.mean(before)) if before else None
    mean = float(numpy.mean(week)) if week else None
    return Numbers(len(week), mean, sum(week) if week else None, len(before), usual, spread)


def test_a_change_is_the_difference_of_means_in_own_standard_deviations():
    figure = figure_of(numbers_of([70.0] * 7, BEFORE), Kind.VALUE)
    assert (figure.value, figure.before) == (70.0, 80.0)
    assert figure.steps == pytest.approx((70 - 80) / numpy.std(BEFORE, ddof=1))
    assert figure.worse_by(Direction.UP) == -figure.worse_by(Direction.DOWN) > 0
    assert figure.worse_by(Direction.NONE) == 0


def test_too_few_days_tell_nothing():
    assert figure_of(numbers_of([70.0] * 3, BEFORE), Kind.VALUE).value is None
    fresh = figure_of(numbers_of([70.0] * 4, BEFORE[:13]), Kind.VALUE)
    assert (fresh.value, fresh.before, fresh.steps) == (70.0, None, None)
    assert figure_of(numbers_of([70.0] * 7, [80.0] * 28), Kind.VALUE).steps is None  # no spread to measure by


def test_hrv_is_averaged_on_its_logarithm_and_read_in_ms():
    week, before = [40.0, 90.0] * 3, [55.0, 65.0] * 10
    figure = figure_of(numbers_of(list(numpy.log(week)), list(numpy.log(before))), Kind.BAND)
    assert figure.value == pytest.approx(60.0)  # the geometric mean, not 65
    assert figure.before == pytest.approx(float(numpy.exp(numpy.mean(numpy.log(before)))))


def test_loads_are_sums_and_say_when_they_are_partial():
    whole = figure_of(numbers_of([100.0] * 7, [100.0] * 28), Kind.WEEK)
    assert (whole.value, whole.before, whole.is_partial) == (700.0, 700.0, False)
    partial = figure_of(numbers_of([100.0] * 3, [100.0] * 20), Kind.WEEK)
    assert (partial.value, partial.before, partial.is_partial, partial.steps) == (300.0, None, True, None)
