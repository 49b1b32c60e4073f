"""Rolling windows, HRV bands, loads, debt and compliance against numpy, scipy and the formulas as published."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dashboards.loads import (
    DebtGroup,
    RatioKind,
    acute_chronic_ratio,
    compliance,
    exponential_load,
    sleep_debt,
    week_change,
    week_load,
)
from dashboards.statistics import (
    HrvRule,
    Place,
    baseline_of,
    hrv_band,
    rolling,
    variation_of,
    z_score,
)

HOUR = 3600
readings = st.lists(st.none() | st.floats(min_value=1, max_value=300), max_size=90)
loads_of_days = st.lists(st.none() | st.floats(min_value=0, max_value=2000), max_size=60)


def as_array(values):
    return np.array([np.nan if value is None else value for value in values], dtype=float)


# Rolling windows


@given(readings, st.integers(1, 30), st.integers(1, 10))
def test_a_rolling_mean_and_spread_agree_with_numpy_gaps_left_out(values, days, least):
    found = rolling(values, days, least)
    assert len(found) == len(values)
    for end, one in enumerate(found, start=1):
        window = as_array(values[max(0, end - days) : end])
        there = window[~np.isnan(window)]
        assert one.count == len(there)
        if len(there) < least:
            assert one.mean is None
            assert one.spread is None
            continue
        assert one.mean == pytest.approx(np.mean(there))
        if len(there) > 1:
            assert one.spread == pytest.approx(np.std(there, ddof=1), abs=1e-9)


@given(st.lists(st.floats(min_value=1, max_value=300), min_size=3, max_size=60))
def test_z_agrees_with_scipy(values):
    base, last = values[:-1], values[-1]
    if np.std(base, ddof=1) < 1e-6:
        return
    assert z_score(last, baseline_of(base)) == pytest.approx(stats.zmap([last], base, ddof=1)[0], rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(min_value=1, max_value=300), min_size=2, max_size=60))
def test_the_coefficient_of_variation_agrees_with_scipy(values):
    assert variation_of(values) == pytest.approx(100 * stats.variation(values, ddof=1), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("values", [[], [5.0], [None, 5.0], [-1.0, 1.0], [-3.0, -5.0]])
def test_without_two_values_or_a_mean_above_zero_there_is_no_coefficient_of_variation(values):
    assert variation_of(values) is None


# HRV


@given(st.lists(st.floats(min_value=10, max_value=200), min_size=67, max_size=67))
def test_the_hrv_band_is_half_a_standard_deviation_of_the_logarithms_around_their_mean(nights):
    band = hrv_band(nights)
    base, recent = np.log(nights[:60]), np.log(nights[60:])
    half = 0.5 * np.std(base, ddof=1)
    assert band.low == pytest.approx(exp(np.mean(base) - half))
    assert band.high == pytest.approx(exp(np.mean(base) + half))
    assert band.recent == pytest.approx(stats.gmean(nights[60:]))
    assert band.variation == pytest.approx(100 * stats.variation(recent, ddof=1), rel=1e-6, abs=1e-9)


def nights_of(recent, base=60, count=60):
    swing = [base * 1.1, base / 1.1]
    return [swing[number % 2] for number in range(count)] + list(recent)


@pytest.mark.parametrize(
    ("recent", "place"),
    [([60] * 7, Place.INSIDE), ([40] * 7, Place.BELOW), ([90] * 7, Place.ABOVE)],
)
def test_a_week_stands_inside_below_or_above_its_own_band(recent, place):
    assert hrv_band(nights_of(recent)).place is place


def test_the_week_is_not_part_of_its_own_yardstick():
    assert hrv_band(nights_of([60] * 7)).low == pytest.approx(hrv_band(nights_of([20] * 7)).low)


def test_three_nights_of_a_week_are_too_few_to_say():
    band = hrv_band(nights_of([40, 40, 40, None, None, None, None]))
    assert (band.place, band.nights, band.recent) == (Place.LEARNING, 3, None)
    assert hrv_band(nights_of([40, 40, 40, 40, None, None, None])).place is Place.BELOW


def test_thirteen_nights_before_are_too_few_to_say():
    assert hrv_band(nights_of([40] * 7, count=13)).place is Place.LEARNING
    assert hrv_band(nights_of([40] * 7, count=14)).place is Place.BELOW


def test_variation_needs_five_nights():
    assert hrv_band(nights_of([40, 50, 40, 50, None, None, None])).variation is None
    assert hrv_band(nights_of([40, 50, 40, 50, 40, None, None])).variation is not None


def test_a_wider_band_is_a_setting():
    assert hrv_band(nights_of([50] * 7)).place is Place.BELOW
    assert hrv_band(nights_of([50] * 7), HrvRule(half_width_sd=3)).place is Place.INSIDE


def test_a_reading_of_zero_is_none_at_all():
    assert hrv_band([0.0] * 67).baseline_nights == 0


def test_a_published_smallest_worthwhile_change_comes_out():
    """Mean ln rMSSD 4.0 and SD 0.2 over the baseline: the band is 3.9 to 4.1."""
    base = [exp(4.0 + 0.2 * one) for one in (-1, 1) * 30]
    band = hrv_band(base + [exp(4.0)] * 7)
    spread = np.std([-0.2, 0.2] * 30, ddof=1)
    assert (log(band.low), log(band.high)) == (pytest.approx(4 - spread / 2), pytest.approx(4 + spread / 2))


# Loads


@given(loads_of_days)
def test_the_week_is_the_sum_of_what_there_is_and_says_what_is_missing(loads):
    week = as_array(loads)[-7:]
    found = week_load(loads)
    assert found.missing == 7 - np.count_nonzero(~np.isnan(week))
    if found.missing < 7:
        assert found.value == pytest.approx(np.nansum(week))
        assert found.is_partial == (found.missing > 0)
    else:
        assert found.value is None


def test_the_change_to_the_week_before_needs_two_whole_weeks():
    assert week_change([100.0] * 7 + [110.0] * 7) == pytest.approx(10)
    assert week_change([100.0] * 7 + [110.0] * 6 + [None]) is None
    assert week_change([100.0] * 6 + [None] + [110.0] * 7) is None
    assert week_change([0.0] * 7 + [110.0] * 7) is None
    assert week_change([100.0] * 3) is None


@given(st.lists(st.floats(min_value=0, max_value=2000), min_size=1, max_size=60), st.sampled_from([7, 28]))
def test_the_exponential_load_agrees_with_its_closed_form(loads, days):
    """w_i = λ(1−λ)^(n−i) for all but the first, which keeps (1−λ)^(n−1)."""
    weight = 2 / (days + 1)
    count = len(loads)
    weights = np.array([weight * (1 - weight) ** (count - 1 - place) for place in range(count)])
    weights[0] = (1 - weight) ** (count - 1)
    assert exponential_load(loads, days).value == pytest.approx(float(weights @ np.array(loads)), abs=1e-6)


def test_a_missing_day_is_not_a_day_of_rest():
    rest, gap = exponential_load([500.0, 0.0], 7), exponential_load([500.0, None], 7)
    assert (rest.value, rest.missing) == (375.0, 0)
    assert (gap.value, gap.missing, gap.is_partial) == (500.0, 1, True)


def test_days_before_the_first_load_are_not_missing():
    assert exponential_load([None, None, 300.0], 7).missing == 0


def test_the_uncoupled_ratio_keeps_the_last_week_out_of_the_chronic_load():
    assert acute_chronic_ratio([100.0] * 21 + [150.0] * 7) == pytest.approx(1.5)


def test_the_exponential_ratio_is_that_of_both_averages():
    loads = [float(100 + 10 * (number % 5)) for number in range(60)]
    expected = exponential_load(loads, 7).value / exponential_load(loads, 28).value
    assert acute_chronic_ratio(loads, RatioKind.EXPONENTIAL) == pytest.approx(expected)


@pytest.mark.parametrize("loads", [[100.0] * 27, [100.0] * 27 + [None], [0.0] * 28])
def test_no_ratio_before_28_whole_days_or_without_chronic_load(loads):
    assert acute_chronic_ratio(loads) is None


# Sleep debt


@pytest.mark.parametrize(
    ("slept_h", "debt_h", "group"),
    [
        ([8] * 14, 0, DebtGroup.NONE),
        ([9] * 14, 0, DebtGroup.NONE),
        ([8] * 13 + [7], 1, DebtGroup.LITTLE),
        ([8] * 12 + [7, 7], 2, DebtGroup.SOME),
        ([8] * 9 + [7] * 5, 5, DebtGroup.SOME),
        ([7] * 14, 14, DebtGroup.MUCH),
        ([7] * 7 + [9] * 7, 0, DebtGroup.NONE),
    ],
)
def test_debt_is_what_fourteen_nights_lack_of_the_need(slept_h, debt_h, group):
    found = sleep_debt([hours * HOUR for hours in slept_h], 8 * HOUR)
    assert (found.debt_s, found.group) == (debt_h * HOUR, group)


def test_nights_without_the_ring_are_left_out_and_four_are_too_few():
    assert sleep_debt([None] * 10 + [7 * HOUR] * 4, 8 * HOUR).group is DebtGroup.LEARNING
    found = sleep_debt([None] * 9 + [7 * HOUR] * 5, 8 * HOUR)
    assert (found.nights, found.debt_s) == (5, 5 * HOUR)


def test_nights_before_the_last_fourteen_are_forgiven():
    assert sleep_debt([1 * HOUR] * 10 + [8 * HOUR] * 14, 8 * HOUR).debt_s == 0


# Compliance


@given(st.lists(st.sampled_from([True, False, None]), max_size=28))
def test_compliance_counts_due_days_only(days):
    found = compliance(days)
    assert found.due == sum(day is not None for day in days)
    assert found.percent == (pytest.approx(100 * days.count(True) / found.due) if found.due else None)
