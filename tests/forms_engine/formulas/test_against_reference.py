"""The language against a second reading of it, on formulas nobody thought of."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from forms_engine.formulas import FormulaError, Missing, PlainSituation, compile_formula
from tests.forms_engine.formulas.reference import COMPARED, reckon, spell
from tests.forms_engine.formulas.sample import DAY, VOCABULARY

KEYS = {
    "Energy": "energy",
    "Pain": "pain",
    "Exertion": "exertion",
    "Time asleep": "time_asleep_s",
    "Injury note": "injury_note",
    "Ill": "is_ill",
    "Injured on": "injured_on",
}
QUARTERS = st.integers(-4_000, 4_000).map(lambda number: number / 4)


def field(*labels):
    return st.sampled_from(labels).map(lambda label: ("field", label))


def call(name, *parts):
    return st.tuples(st.just(name), *parts)


NUMBERS, TRUTHS, TEXTS, DURATIONS, DATES = (st.deferred(lambda name=name: KINDS[name]) for name in range(5))
LEAF_NUMBERS = field("Energy", "Pain", "Exertion") | QUARTERS.map(abs).map(lambda number: ("number", number))
SEVERAL = st.lists(NUMBERS, min_size=2, max_size=4)

KINDS = [
    st.one_of(
        LEAF_NUMBERS,
        call("negative", NUMBERS),
        call("abs", NUMBERS),
        st.sampled_from("+-*/").flatmap(lambda sign: call(sign, NUMBERS, NUMBERS)),
        call(
            "^",
            NUMBERS,
            st.sampled_from([("number", 2.0), ("number", 0.5), ("negative", ("number", 1.0)), ("field", "Pain")]),
        ),
        call("if", TRUTHS, NUMBERS, NUMBERS),
        call("if_missing", NUMBERS, NUMBERS),
        call("length", TEXTS),
        call("hours", DURATIONS),
        call("/", DURATIONS, DURATIONS),
        st.tuples(st.sampled_from(["sum", "mean", "min", "max", "count"]), SEVERAL).map(
            lambda made: (made[0], *made[1])
        ),
        st.tuples(st.sampled_from(["sum", "mean", "min", "max"]), st.integers(1, 2), SEVERAL).map(
            lambda made: ("enough", made[0], made[1], *made[2])
        ),
    ),
    st.one_of(
        field("Ill"),
        st.booleans().map(lambda truth: ("truth", truth)),
        call("not", TRUTHS),
        st.sampled_from(["and", "or"]).flatmap(lambda word: call(word, TRUTHS, TRUTHS)),
        st.sampled_from(COMPARED).flatmap(lambda sign: call(sign, NUMBERS, NUMBERS)),
        st.sampled_from(COMPARED).flatmap(lambda sign: call(sign, DATES, DATES)),
        st.sampled_from(["=", "<>"]).flatmap(lambda sign: call(sign, TEXTS, TEXTS)),
        call("is_missing", NUMBERS),
        call("is_missing", DURATIONS),
    ),
    st.one_of(
        field("Injury note"),
        st.text(st.characters(exclude_categories=["C"]), max_size=6).map(lambda text: ("text", text)),
        call("&", TEXTS, TEXTS),
        call("if", TRUTHS, TEXTS, TEXTS),
    ),
    st.one_of(
        field("Time asleep"),
        st.integers(0, 200_000).map(lambda seconds: ("seconds", seconds)),
        st.sampled_from("+-").flatmap(lambda sign: call(sign, DURATIONS, DURATIONS)),
        call("*", DURATIONS, LEAF_NUMBERS),
        call("-", DATES, DATES),
        call("negative", DURATIONS),
    ),
    st.one_of(
        field("Injured on"),
        st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(lambda day: ("date", day)),
        st.just(("record_date",)),
        st.integers(-400, 400).flatmap(
            lambda days: call(
                "+",
                DATES,
                st.just(("seconds", days * 86_400) if days >= 0 else ("negative", ("seconds", -days * 86_400))),
            )
        ),
    ),
]
VALUES = st.fixed_dictionaries(
    {
        "Energy": st.none() | QUARTERS,
        "Pain": st.none() | st.sampled_from([0.0, 1.0, 2.0, -1.0]),
        "Exertion": st.none() | st.floats(-1e6, 1e6),
        "Time asleep": st.none() | st.integers(0, 90_000).map(float),
        "Injury note": st.none() | st.text(max_size=5),
        "Ill": st.none() | st.booleans(),
        "Injured on": st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    }
)


@settings(max_examples=250)
@given(st.one_of(NUMBERS, TRUTHS, TEXTS, DURATIONS, DATES), VALUES)
def test_both_readings_answer_the_same(tree, values):
    source = spell(tree)
    try:
        formula = compile_formula(source, VOCABULARY)
    except FormulaError as refusal:
        assume(refusal.code not in ("too_deep", "too_long", "too_many_parts"))
        raise
    stored = {KEYS[label]: value for label, value in values.items()}

    answer = formula.evaluate(PlainSituation(DAY, stored))

    expected = reckon(tree, values, DAY)
    if expected is None:
        assert isinstance(answer, Missing), source
    elif isinstance(expected, float) and not isinstance(expected, bool):
        assert answer == pytest.approx(expected, rel=1e-12), source
    else:
        assert answer == expected, source


@settings(max_examples=200)
@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=8))
def test_the_spread_of_a_few_values_is_that_of_exact_fractions(numbers):
    parts = [("number", value) if value >= 0 else ("negative", ("number", -value)) for value in numbers]
    tree = ("sd", *parts)

    answer = compile_formula(spell(tree), VOCABULARY).evaluate(PlainSituation(DAY + timedelta(days=1)))

    assert answer == pytest.approx(reckon(tree, {}, DAY), rel=1e-9, abs=max(1e-9 * max(map(abs, numbers)), 1e-100))
