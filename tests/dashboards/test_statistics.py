"""The statistics against independent evaluation: the standard library's, and laws that hold whatever the numbers."""

import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dashboards.statistics import (
    Baseline,
    Direction,
    Ground,
    Rule,
    Tone,
    baseline_of,
    difference_from,
    judge,
    mean_of,
    spread_of,
    z_score,
)

numbers = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
windows = st.lists(st.none() | numbers, max_size=28)


def normal(mean: float = 80.0, spread: float = 4.0, count: int = 28) -> Baseline:
    return Baseline(count=count, window_days=28, mean=mean, spread=spread)


@given(windows)
def test_mean_and_spread_agree_with_the_standard_library(window):
    there = [value for value in window if value is not None]
    baseline = baseline_of(window)
    assert baseline.count == len(there)
    assert baseline.window_days == len(window)
    if there:
        assert baseline.mean == pytest.approx(statistics.mean(there), abs=1e-6)
    else:
        assert baseline.mean is None
    if len(there) > 1:
        assert baseline.spread == pytest.approx(statistics.stdev(there), rel=1e-6, abs=1e-6)
    else:
        assert baseline.spread is None


@given(windows, st.integers(0, 10))
def test_missing_days_change_nothing_but_the_length_of_the_window(window, gaps):
    with_gaps = baseline_of([*window, *[None] * gaps])
    assert (with_gaps.mean, with_gaps.spread, with_gaps.count) == (
        mean_of(window),
        spread_of(window),
        baseline_of(window).count,
    )


def test_a_missing_day_is_not_zero():
    assert mean_of([10.0, None, 20.0]) == 15.0


def test_the_spread_is_that_of_a_sample():
    # By hand: mean 5, squared differences 9+1+1+1+0+0+4+16 = 32, 32 / 7.
    assert spread_of([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]) == pytest.approx((32 / 7) ** 0.5)


@given(numbers, st.lists(numbers, min_size=2, max_size=28))
def test_z_agrees_with_the_normal_distribution_of_the_standard_library(value, window):
    assume(statistics.stdev(window) > 1e-3)
    expected = statistics.NormalDist(statistics.mean(window), statistics.stdev(window)).zscore(value)
    assert z_score(value, baseline_of(window)) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(numbers)
def test_a_window_that_never_varies_has_no_z(value):
    assert z_score(value + 1, baseline_of([value] * 28)) is None


def test_nothing_comes_of_nothing():
    empty = baseline_of([None] * 28)
    assert difference_from(70.0, empty) is None
    assert difference_from(None, normal()) is None
    assert z_score(None, normal()) is None


def test_the_difference_is_in_the_unit_of_the_value():
    assert difference_from(71.0, normal(80.0)) == -9.0


@pytest.mark.parametrize(
    ("value", "tone"),
    [(80.0, Tone.FINE), (76.1, Tone.FINE), (76.0, Tone.WATCH), (72.1, Tone.WATCH), (72.0, Tone.ACT), (99.0, Tone.FINE)],
)
def test_a_value_that_should_be_high_lights_up_when_it_is_low(value, tone):
    assert judge(value, normal(80.0, 4.0), Direction.UP).tone is tone


@pytest.mark.parametrize(
    ("value", "tone"), [(48.0, Tone.FINE), (50.0, Tone.WATCH), (52.0, Tone.ACT), (30.0, Tone.FINE)]
)
def test_a_value_that_should_be_low_lights_up_when_it_is_high(value, tone):
    assert judge(value, normal(48.0, 2.0), Direction.DOWN).tone is tone


@given(numbers, numbers, st.floats(min_value=0.1, max_value=1e3))
def test_both_directions_are_mirror_images(value, mean, spread):
    up = judge(value, normal(mean, spread), Direction.UP)
    down = judge(2 * mean - value, normal(mean, spread), Direction.DOWN)
    assume(abs(abs(up.z or 0) - 1) > 1e-6)
    assume(abs(abs(up.z or 0) - 2) > 1e-6)
    assert up.tone is down.tone


def test_thirteen_nights_are_too_few_to_judge_and_fourteen_enough():
    assert judge(60.0, normal(count=13), Direction.UP).ground is Ground.LEARNING
    assert judge(60.0, normal(count=13), Direction.UP).tone is Tone.NONE
    assert judge(60.0, normal(count=14), Direction.UP).tone is Tone.ACT


def test_an_old_value_is_never_coloured():
    verdict = judge(60.0, normal(), Direction.UP, is_stale=True)
    assert (verdict.tone, verdict.ground) == (Tone.NONE, Ground.STALE)


def test_a_missing_value_is_never_coloured():
    verdict = judge(None, normal(), Direction.UP)
    assert (verdict.tone, verdict.ground, verdict.z) == (Tone.NONE, Ground.MISSING, None)


def test_without_a_better_direction_there_is_no_light():
    verdict = judge(60.0, normal(), Direction.NONE)
    assert (verdict.tone, verdict.ground) == (Tone.NONE, Ground.NO_DIRECTION)


def test_without_spread_there_is_no_light():
    verdict = judge(60.0, baseline_of([80.0] * 28), Direction.UP)
    assert (verdict.tone, verdict.ground) == (Tone.NONE, Ground.NO_SPREAD)


def test_thresholds_are_data():
    strict = Rule(watch_from=0.5, act_from=0.75, minimum_count=3)
    assert judge(77.0, normal(count=3), Direction.UP, rule=strict).tone is Tone.ACT
    assert judge(77.0, normal(), Direction.UP).tone is Tone.FINE
