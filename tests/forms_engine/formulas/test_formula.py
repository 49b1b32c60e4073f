"""What formulas answer, and what is missing."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_engine.formulas import FormulaError, Missing, Reason, canonical, compile_formula
from forms_engine.formulas.limits import LONGEST_TEXT, MOST_ROWS
from tests.forms_engine.formulas.asking import answer, shown
from tests.forms_engine.formulas.sample import SITUATION, VALUES, VOCABULARY
from tests.forms_engine.formulas.test_reading import FRAGMENTS


def with_values(**values):
    return replace(SITUATION, values={**VALUES, **values})


@pytest.mark.parametrize(
    "source",
    ["[Pain] + 1", "-[Pain]", "[Pain] = 0", "[Pain] & 1", "round([Pain])", "mean([Energy], [Pain])", "[Pain] ^ 2"],
)
def test_missing_is_contagious_and_never_zero(source):
    assert answer(source) == Missing(Reason.NOT_ANSWERED, "Pain")


def test_missing_says_why_in_words():
    assert answer("[Pain] * 2").words == "“Pain” is not answered."
    assert answer("history_mean([HRV], 3 records, at least 3, without today)").__class__ is float
    assert answer("history_mean([HRV], 2 days, at least 3)").words == "There are too few values of “HRV”."
    assert answer("mean([Pain], [Energy], at least 2)").words == "There are too few values."
    assert all(Missing(reason, "x").words for reason in Reason)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if_missing([Pain], 0) + 1", "1"),
        ("is_missing([Pain])", "yes"),
        ("is_missing(1 / 0)", "yes"),
        ("if([Pain] > 3, 1, 2)", "not_answered"),
        ("if(is_missing([Pain]), 1, 2)", "1"),
        ("if(yes, 1, [Pain])", "1"),
        ("if(no, 1)", "not_decided"),
        ("if(no, 1, no, 2, 3)", "3"),
        ("no and [Pain] > 1", "no"),
        ("[Pain] > 1 and no", "no"),
        ("yes and [Pain] > 1", "not_answered"),
        ("yes or [Pain] > 1", "yes"),
        ("[Pain] > 1 or yes", "yes"),
        ("no or [Pain] > 1", "not_answered"),
        ("not [Pain] > 1", "not_answered"),
        ("mean([Energy], [Pain], at least 1)", "3"),
        ("count([Pain])", "0"),
        ("count([Pain], [Energy])", "1"),
    ],
)
def test_missing_ends_only_where_it_is_said_to(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 / 0", "division_by_zero"),
        ("0 ^ -1", "division_by_zero"),
        ("1 h / 0", "division_by_zero"),
        ("10 ^ 16", "too_large"),
        ("9 ^ 9 ^ 9 ^ 9", "too_large"),
        ("1e15 + 1e15", "too_large"),
        ("-1e15 * 2", "too_large"),
        ("exp(10000)", "too_large"),
        ("sum(1e15, 1e15)", "too_large"),
        ("sqrt(-1)", "not_real"),
        ("ln(0)", "not_real"),
        ("(-8) ^ 0.5", "not_real"),
        ("record_date() + 36 h", "not_whole_days"),
        ("record_date() + 99999999 days", "outside_the_calendar"),
        ("[Session began] - 999999999 days", "outside_the_calendar"),
        ('age(date("2026-03-10"))', "outside_the_calendar"),
    ],
)
def test_what_cannot_be_reckoned_is_missing_with_its_reason(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("record_date() - [Injured on] = 10 days", "yes"),
        ("record_date() - 36 h + 12 h", "not_whole_days"),
        ("record_date() - 1 week", "2026-03-02"),
        ("2 days + record_date()", "2026-03-11"),
        ("[Session began] + 90 min", "2026-03-09 19:00"),
        ("([Session began] + 1 h) - [Session began]", "1:00"),
        ("[Woke up] - [To bed]", "7:45"),
        ("[To bed] - [Woke up]", "16:15"),
        ("[Time asleep] - 8 h", "-0:30"),
        ("[Time asleep] / 2", "3:45"),
        ("2 * [Time asleep] > 14 h", "yes"),
        ("[Time asleep] / 1 h", "7.5"),
        ('unit([Session minutes], "") * 1 min', "1:15"),
        ("max(record_date(), [Injured on])", "2026-03-09"),
        ('age(date("2000-02-29"), date("2025-02-28"))', "24"),
        ('age(date("2000-02-29"), date("2025-03-01"))', "25"),
        ('age(date("2000-02-29"), date("2024-02-29"))', "24"),
        ("30 s + 1 h", "1:00:30"),
    ],
)
def test_days_and_durations_are_reckoned_by_the_calendar_and_the_clock(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(2.675, 2)", "2.68"),
        ("round(1e15, 10)", "1000000000000000"),
        ("round(0.1 + 0.2, 1) = 0.3", "yes"),
        ("text(2, 2)", "2.00"),
        ('"" & [Ill] & [Mood] & [Symptoms] & [To bed] & record_date()', "nogoodcough23:152026-03-09"),
        ('[Mood] = "good" and [Mood] <> "bad"', "yes"),
        ('includes([Symptoms], "fever")', "no"),
        ("score([Symptoms])", "1"),
        ("0 * -1", "0"),
    ],
)
def test_numbers_and_words_come_out_as_people_write_them(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("sum([Exercises.Reps])", "20"),
        ("count([Exercises.Reps])", "2"),
        ("count([Exercises.Exercise])", "3"),
        ("mean([Exercises.Weight], at least 3)", "too_few"),
        ("sd([Exercises.Tempo])", "too_few"),
        ("max([Exercises.Sets] * [Exercises.Reps])", "40"),
        ("sum([Exercises.Sets] * [Energy])", "24"),
        ("sum(if_missing([Exercises.Reps], 1) * [Exercises.Sets])", "71"),
        ("sum([Exercises.Sets] / history_mean([HRV], 7 days, without today)) * 58", "8"),
        ("sum([Exercises.Sets]) + sum([Exercises.Reps])", "28"),
        ('sum(if([Exercises.Exercise] = "Squat", [Exercises.Sets]))', "4"),
    ],
)
def test_a_table_is_walked_row_by_row_and_empty_cells_are_left_out(source, expected):
    assert shown(source) == expected


def test_an_empty_table_has_no_sum_and_a_count_of_nought():
    for rows in ([], None, "nonsense", [None, 3]):
        assert shown("sum([Exercises.Sets])", with_values(exercises=rows)) == "too_few"
        assert shown("count([Exercises.Sets])", with_values(exercises=rows)) == "0"


def test_a_table_that_is_too_long_is_missing():
    assert shown("sum([Exercises.Sets])", with_values(exercises=[{"sets": 1}] * MOST_ROWS)) == str(MOST_ROWS)
    assert shown("sum([Exercises.Sets])", with_values(exercises=[{"sets": 1}] * (MOST_ROWS + 1))) == "too_many_rows"


def test_texts_do_not_grow_without_end():
    long = with_values(injury_note="x" * LONGEST_TEXT)

    assert shown("length([Injury note])", long) == str(LONGEST_TEXT)
    assert shown('[Injury note] & "y"', long) == "too_long"
    assert shown("join([Injury note], [Injury note])", long) == "too_long"


@pytest.mark.parametrize(
    ("key", "garbage"),
    [
        ("energy", "3"),
        ("energy", True),
        ("energy", float("nan")),
        ("energy", 10**400),
        ("energy", [3]),
        ("injured_on", "2026-02-30"),
        ("injured_on", 5),
        ("session_began_at", "2026-03-09T17:30:00"),
        ("bed_time", "25:00"),
        ("symptoms", "cough"),
        ("symptoms", [1]),
        ("is_ill", 1),
        ("mood", 4),
    ],
)
def test_a_stored_value_that_does_not_fit_is_missing_not_a_crash(key, garbage):
    names = {"energy": "Energy", "injured_on": "Injured on", "session_began_at": "Session began", "bed_time": "To bed"}
    names |= {"symptoms": "Symptoms", "is_ill": "Ill", "mood": "Mood"}

    assert shown(f"[{names[key]}] & 1", with_values(**{key: garbage})) == "unreadable"


def test_an_upstream_missing_keeps_its_reason():
    assert (
        answer("[Energy] + 1", with_values(energy=Missing(Reason.DIVISION_BY_ZERO))).reason is Reason.DIVISION_BY_ZERO
    )


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (3.0, 3),
        (-0.0, 0),
        (2.5, 2.5),
        (("a", "b"), ["a", "b"]),
        (time(7, 30), "07:30"),
        (time(7, 30, 5), "07:30:05"),
        (date(2026, 3, 9), "2026-03-09"),
        (datetime.fromisoformat("2026-03-09T17:30:00+01:00"), "2026-03-09T17:30:00+01:00"),
        (True, True),
        ("x", "x"),
    ],
)
def test_an_answer_is_stored_as_its_field_type_stores_it(value, stored):
    assert canonical(value) == stored
    assert type(canonical(value)) is type(stored)


def test_one_compiled_formula_answers_for_many_records():
    formula = compile_formula("[Energy] * 2", VOCABULARY)
    many = [with_values(energy=number) for number in range(5)]

    assert [formula.evaluate(one) for one in many] == [0, 2, 4, 6, 8]


GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2026-03-09"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["sets", "reps"]), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=400)
@given(
    st.lists(FRAGMENTS, min_size=1, max_size=12).map(" ".join),
    st.dictionaries(st.sampled_from(sorted(VALUES)), GARBAGE, max_size=6),
    st.dates(),
)
def test_whatever_compiles_answers_whatever_is_stored(source, values, day):
    try:
        formula = compile_formula(source, VOCABULARY)
    except FormulaError:
        return
    series = (
        {ref: [(day - timedelta(days=1), one) for one in values.values()] for ref in formula.needs.refs}
        if day > date.min
        else {}
    )
    formula.evaluate(replace(SITUATION, day=day, values={**VALUES, **values}, series=series))
