"""Conditions by their numbers, gaps included."""

from datetime import timedelta

import pytest

from alerts.judging import Known, judge_condition, judge_rule
from alerts.specs import RuleSpec
from tests.alerts.made import spec
from tests.dashboards.made import MONDAY, TUESDAY


def known(values, *, dated=None, excused=()):
    """`values`: newest first, from Monday's night on; None for gaps."""
    series = {MONDAY - timedelta(days=back): value for back, value in enumerate(values) if value is not None}
    return Known(series, frozenset(dated if dated is not None else series), lambda day: day in excused)


def holds(condition, values, **more):
    return judge_condition(condition, known(values, **more), TUESDAY).holds


def usual(count=28):
    return [50 + (2 if back % 2 else -2) for back in range(count)]


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [("below", 59, True), ("below", 60, False), ("above", 60, True), ("above", 59, False)],
)
def test_a_threshold_is_under_the_limit_or_at_least_at_it(direction, value, expected):
    assert holds(spec("threshold", direction, 60), [value]) is expected


def test_a_night_form_is_judged_by_the_night_that_ended_this_morning():
    found = judge_condition(spec("threshold", "below", 60), known([55]), TUESDAY)
    assert [night["on"] for night in found.nights] == [MONDAY.isoformat()]


def test_a_form_filled_by_day_is_judged_by_the_day_itself():
    found = judge_condition(spec("threshold", "below", 60, lag=0), known([55]), MONDAY)
    assert (found.holds, found.nights[0]["on"]) == (True, MONDAY.isoformat())


@pytest.mark.parametrize(
    ("values", "expected"), [([55, 55], True), ([55, 65], False), ([55, None], None), ([None, 65], False)]
)
def test_a_row_is_of_consecutive_due_days_and_a_gap_breaks_it(values, expected):
    assert holds(spec("threshold", "below", 60, days=2), values) is expected


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [
        ("above", 55, True),
        ("above", 50, False),
        ("below", 45, True),
        ("either", 45, True),
        ("either", 55, True),
        ("either", 50, False),
    ],
)
def test_z_is_against_the_own_days_before(direction, value, expected):
    assert holds(spec("z_score", direction, 2), [value, *usual()]) is expected


@pytest.mark.parametrize("kind", ["z_score", "band", "from_mean"])
def test_too_few_values_in_the_window_say_nothing(kind):
    thin = [90, *usual(13)]
    assert holds(spec(kind, "above", 1), thin) is None
    assert holds(spec(kind, "above", 1), [90, *usual(14)]) is True


def test_a_window_that_does_not_vary_gives_no_z():
    assert holds(spec("z_score", "above", 2), [60, *[50] * 28]) is None


def test_the_value_is_not_its_own_yardstick():
    found = judge_condition(spec("z_score", "above", 2), known([500, *usual()]), TUESDAY)
    assert found.nights[0]["mean"] == pytest.approx(50)


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [("below", 47, True), ("below", 49, False), ("above", 53, True), ("either", 47, True), ("either", 50, False)],
)
def test_the_own_band_is_mean_and_spread(direction, value, expected):
    assert holds(spec("band", direction, 1), [value, *usual()]) is expected


def test_the_hrv_band_is_of_seven_nights_and_not_of_one():
    months = [50 + (4 if back % 2 else -4) for back in range(60)]
    assert holds(spec("hrv_band"), [20, *[50] * 6, *months]) is True
    assert holds(spec("hrv_band"), [49, *[50] * 6, *months]) is False
    assert holds(spec("hrv_band"), [20, None, None, None, None, 50, 50, *months]) is None


def test_the_hrv_band_two_nights_in_a_row_needs_both():
    months = [50 + (4 if back % 2 else -4) for back in range(60)]
    week = [40] * 7
    assert holds(spec("hrv_band", days=2), [40, *week, *months]) is True
    assert holds(spec("hrv_band", days=2), [20, *[50] * 7, *months]) is False


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [("below", 90, True), ("below", 91, False), ("above", 110, True), ("either", 111, True)],
)
def test_change_from_the_value_before_in_percent(direction, value, expected):
    assert holds(spec("from_before", direction, 10), [value, 100]) is expected


def test_the_value_before_may_lie_behind_a_gap_of_days_but_not_of_weeks():
    assert holds(spec("from_before", "below", 10), [80, None, None, 100]) is True
    assert holds(spec("from_before", "below", 10), [80, *[None] * 7, 100]) is None


def test_change_from_own_mean_in_percent():
    assert holds(spec("from_mean", "below", 10), [44, *usual()]) is True
    assert holds(spec("from_mean", "below", 10), [46, *usual()]) is False


def test_missing_on_due_days_in_a_row():
    assert holds(spec("no_value", days=3), [None, None, None, 50]) is True
    assert holds(spec("no_value", days=3), [None, 50, None]) is False


def test_an_entry_without_the_value_is_a_value_missing_and_no_entry_missing():
    assert holds(spec("no_value"), [None], dated={MONDAY}) is True
    assert holds(spec("no_entry"), [None], dated={MONDAY}) is False


def test_an_excused_day_is_not_missing():
    assert holds(spec("no_value", days=2), [None, None], excused={MONDAY}) is False


def test_today_is_not_missing_before_it_is_over():
    found = judge_condition(spec("no_entry", lag=0), known([None]), TUESDAY)
    assert [night["on"] for night in found.nights] == [MONDAY.isoformat()]


LOW, HIGH = spec("threshold", "below", 60), spec("threshold", "above", 60)


@pytest.mark.parametrize(
    ("joined", "values", "expected"),
    [("all", (50, 50), True), ("all", (50, 70), False), ("all", (50, None), None), ("all", (70, None), False),
     ("any", (70, 50), True), ("any", (70, 70), False), ("any", (None, 50), True), ("any", (None, 70), None)],
)  # fmt: skip
def test_all_and_any_with_what_is_not_known(joined, values, expected):
    rule = RuleSpec((LOW, LOW), joined, 24)
    assert judge_rule(rule, [known([value]) for value in values], TUESDAY).holds is expected


def test_a_rule_without_conditions_never_holds():
    assert judge_rule(RuleSpec((), "all", 24), [], TUESDAY).holds is False
