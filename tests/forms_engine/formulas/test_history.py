"""Windows over earlier records: what lies in them, and the same answers one by one and all at once."""

import math
import statistics
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_engine.formulas import (
    FieldRef,
    HistoryWindow,
    Missing,
    PlainSituation,
    compile_formula,
    widest_spans,
)
from forms_engine.formulas.history import roll
from tests.forms_engine.formulas.asking import shown
from tests.forms_engine.formulas.sample import DAY, SITUATION, VOCABULARY, days_back

HRV = FieldRef("daily_wellness", "hrv_ms")
SCORE = FieldRef("oura_sleep", "score")


def over(source, *pairs, ref=HRV):
    return shown(source, replace(SITUATION, series={ref: days_back(*pairs)}))


def test_28_days_are_today_and_the_27_before():
    assert over("history_count([HRV], 28 days)", (28, 1), (27, 2), (0, 3), (-1, 4)) == "2"
    assert over("history_count([HRV], 28 days, without today)", (29, 1), (28, 2), (1, 3), (0, 4)) == "2"


def test_today_counts_unless_it_is_said_not_to():
    assert over("history_sum([HRV], 7 days)", (1, 3), (0, 4)) == "7"
    assert over("history_sum([HRV], 7 days, with today)", (1, 3), (0, 4)) == "7"
    assert over("history_sum([HRV], 7 days, without today)", (1, 3), (0, 4)) == "3"


def test_records_count_values_and_not_days():
    assert over("history_sum([HRV], 2 records)", (90, 1), (60, 2), (30, None), (0, 4)) == "6"
    assert over("history_sum([HRV], 2 records, without today)", (90, 1), (60, 2), (0, 4)) == "3"


def test_records_of_more_than_two_years_ago_are_not_read():
    assert over("history_count([HRV], 9 records)", (731, 1), (730, 2)) == "1"


def test_several_records_of_a_day_are_several_values():
    assert over("history_sum([HRV], 1 day)", (0, 1), (0, 2)) == "3"
    assert over("history_last([HRV])", (0, 1), (0, 2)) == "2"


def test_values_in_any_order_of_days_are_put_in_order():
    assert over("history_last([HRV])", (0, 1), (5, 2), (3, 3)) == "1"


def test_the_nights_of_a_ring_end_last_night():
    assert over("history_count([Oura Sleep / Score], 2 days)", (3, 1), (2, 2), (1, 3), (0, 4), ref=SCORE) == "2"
    assert over("history_last([Oura Sleep / Score], 2 days)", (2, 2), (1, 3), (0, 4), ref=SCORE) == "3"
    assert over("history_last([Oura Sleep / Score], 2 days, without today)", (2, 2), (1, 3), ref=SCORE) == "2"
    assert over("history_last([Oura Sleep / Score | same day], 2 days)", (1, 3), (0, 4), ref=SCORE) == "4"
    assert over("days_since([Oura Sleep / Score])", (3, 1), ref=SCORE) == "2"


def test_days_since_today_is_nought_and_without_one_it_is_missing():
    assert over("days_since([HRV])", (9, 1), (0, 2)) == "0"
    assert over("days_since([HRV], 5 days)", (5, 1)) == "too_few"


def test_scores_of_a_choice_have_a_history():
    assert shown("history_mean(score([Mood]), 7 days)") == "2.5"


def test_a_spread_of_equal_values_is_exactly_nought():
    formula = compile_formula("history_sd([HRV], 9 days)", VOCABULARY)
    pairs = [(DAY - timedelta(days=back), 0.1) for back in range(9)]

    assert formula.evaluate(PlainSituation(DAY, series={HRV: pairs})) == 0


def test_a_fading_mean_forgets_by_the_day_or_by_the_record():
    pairs = ((6, 10), (2, 20), (0, 39))

    by_day = (39 + 20 * 0.5**2 + 10 * 0.5**6) / (1 + 0.5**2 + 0.5**6)
    by_record = (39 + 20 * 0.5 + 10 * 0.5**2) / (1 + 0.5 + 0.5**2)
    assert over("round(history_fading_mean([HRV], 3 days), 6)", *pairs) == f"{by_day:.6f}"
    assert over("round(history_fading_mean([HRV], 3 records), 6)", *pairs) == f"{by_record:.6f}"


def test_enough_values_for_a_fading_mean_must_lie_in_the_days_that_were_said():
    assert over("history_fading_mean([HRV], 3 days, at least 2)", (9, 1), (8, 2), (0, 3)) == "too_few"
    assert over("history_fading_mean([HRV], 3 days, at least 2)", (2, 3), (0, 3)) == "3"


def test_needs_name_the_days_to_read():
    formula = compile_formula("history_mean([HRV], 28 days, without today) + history_sum([HRV], 7 days)", VOCABULARY)

    assert formula.needs.histories == {HistoryWindow(HRV, -28, -1), HistoryWindow(HRV, -6, 0)}
    assert widest_spans(formula.needs.histories) == {HRV: (-28, 0)}
    assert HistoryWindow(HRV, -28, -1).days(DAY) == (date(2026, 2, 9), date(2026, 3, 8))
    assert HistoryWindow(HRV, -28, 0).days(date.min) == (date.min, date.min)


def test_needs_name_fields_tables_links_and_everything_leaned_on():
    source = "[Energy] + sum([Exercises.Sets]) + [Oura Sleep / Score] + history_count([Load], 7 days)"
    needs = compile_formula(source, VOCABULARY).needs

    assert needs.fields == {"energy"}
    assert needs.tables == {"exercises"}
    assert {(one.ref, one.which.value) for one in needs.linked} == {(SCORE, "the night before")}
    assert {ref.field_key for ref in needs.refs} == {"energy", "sets", "score", "load"}


def test_the_same_question_is_answered_once():
    formula = compile_formula("history_mean([HRV], 7 days) - history_mean([HRV], 7 days)", VOCABULARY)

    assert len(formula.slots) == 1


def rescan(name, window, stated, day, pairs):
    """The answer by looking at every value anew. `window`: (count, is_records, is_today_counted)."""
    count, is_records, is_today_counted = window
    last = day if is_today_counted else day - timedelta(days=1)
    reach = count * 4 if name == "fading_mean" else count
    known = [(on, value) for on, value in sorted(pairs, key=lambda pair: pair[0]) if value is not None and on <= last]
    known = [(on, value) for on, value in known if (last - on).days < (731 if is_records else min(reach, 731))]
    known = known[-reach:] if is_records else known
    near = known[-count:] if is_records else [pair for pair in known if (last - pair[0]).days < count]
    least = {"sd": 2, "count": 0}.get(name, 1)
    if len(near) < max(least, stated or 0):
        return None
    values = [value for _on, value in known]
    if name == "fading_mean":
        newest = known[-1][0] if known else day
        ages = [
            (newest - on).days if not is_records else len(known) - 1 - place for place, (on, _v) in enumerate(known)
        ]
        weights = [(1 - 2 / (count + 1)) ** age for age in ages]
        return math.fsum(w * v for w, v in zip(weights, values, strict=True)) / math.fsum(weights)
    return {
        "mean": lambda: math.fsum(values) / len(values),
        "sum": lambda: math.fsum(values),
        "sd": lambda: statistics.stdev(values),
        "min": lambda: min(values),
        "max": lambda: max(values),
        "count": lambda: len(values),
        "last": lambda: values[-1],
        "days_since": lambda: (day - known[-1][0]).days,
    }[name]()


HISTORIES = st.lists(
    st.tuples(
        st.integers(0, 60).map(lambda back: DAY - timedelta(days=back)),
        st.none() | st.floats(-1e6, 1e6) | st.integers(-100, 100),
    ),
    max_size=40,
)
NAMES = ["mean", "sum", "sd", "min", "max", "count", "last", "days_since", "fading_mean"]


@settings(max_examples=300)
@given(
    st.sampled_from(NAMES),
    st.tuples(st.integers(1, 40), st.booleans(), st.booleans()),
    st.none() | st.integers(1, 6),
    HISTORIES,
    st.lists(st.integers(-5, 65), min_size=1, max_size=20),
)
def test_rolling_windows_agree_with_looking_at_every_value_anew(name, window, stated, pairs, backs):
    count, is_records, is_today_counted = window
    if name in ("count", "last", "days_since") or (is_records and stated and stated > count):
        stated = None
    source = (
        f"{name if name == 'days_since' else 'history_' + name}([HRV], {count} {'records' if is_records else 'days'}"
    )
    source += f", at least {stated}" if stated else ""
    formula = compile_formula(source + ("" if is_today_counted else ", without today") + ")", VOCABULARY)
    days = [DAY - timedelta(days=back) for back in backs]

    together = formula.evaluate_person([PlainSituation(day) for day in days], {HRV: pairs})

    largest = max((abs(value) for _on, value in pairs if value is not None), default=0) * max(1, len(pairs))
    for day, found in zip(days, together, strict=True):
        expected = rescan(name, window, stated, day, pairs)
        alone = formula.evaluate(PlainSituation(day, series={HRV: pairs}))
        if expected is None:
            assert isinstance(found, Missing)
            assert isinstance(alone, Missing)
        else:
            assert found == pytest.approx(expected, rel=1e-9, abs=1e-9 * largest)
            assert alone == pytest.approx(expected, rel=1e-9, abs=1e-9 * largest)


def test_a_giant_among_the_values_leaves_no_trace_when_it_has_left_the_window():
    formula = compile_formula("history_mean([HRV], 2 days)", VOCABULARY)
    days = [DAY + timedelta(days=step) for step in range(6)]
    pairs = list(zip(days, [0.1, 1e15, 0.3, 0.1, 0.2, 0.3], strict=True))

    answers = formula.evaluate_person([PlainSituation(day) for day in days], {HRV: pairs})

    assert answers[3:] == [
        pytest.approx(0.2, rel=1e-12),
        pytest.approx(0.15, rel=1e-12),
        pytest.approx(0.25, rel=1e-12),
    ]


def test_each_value_is_joined_a_few_times_however_long_the_window():
    joins = []
    items = list(range(2_000))
    bounds = [(max(0, place - 700), place + 1) for place in items]

    sums = roll(items, bounds, lambda one, other: joins.append(1) or one + other)

    assert sums == [sum(items[low:high]) for low, high in bounds]
    assert len(joins) <= 3 * len(items)


def test_records_may_come_in_any_order_and_answers_stay_in_it():
    formula = compile_formula("[HRV] - history_last([HRV], 9 days, without today)", VOCABULARY)
    days = [DAY, DAY - timedelta(days=2), DAY - timedelta(days=1)]
    pairs = [(day, value) for day, value in zip(days, [7, 1, 3], strict=True)]
    situations = [PlainSituation(day, {"hrv_ms": value}) for day, value in pairs]

    first, second, third = formula.evaluate_person(situations, {HRV: pairs})

    assert (first, third) == (4, 2)
    assert isinstance(second, Missing)


def test_a_person_without_records_has_no_answers():
    assert compile_formula("history_mean([HRV], 7 days)", VOCABULARY).evaluate_person([], {}) == []
