"""Kinds and units are settled before anything is reckoned."""

import pytest

from forms_engine.field_types import all_types
from forms_engine.field_types.base import CALCULATION
from forms_engine.formulas import (
    Choosable,
    Kind,
    KnownField,
    KnownForm,
    Sort,
    Vocabulary,
    compile_formula,
    kind_of_field,
)
from forms_engine.formulas.kinds import DURATION, TEXT, number
from tests.forms_engine.formulas.asking import marked, refusal, shown
from tests.forms_engine.formulas.sample import VOCABULARY


def unit(source):
    return compile_formula(source, VOCABULARY).kind.unit


@pytest.mark.parametrize(
    ("source", "part"),
    [
        ("1 + [HRV] + [Resting heart rate] + 2", "1 + [HRV] + [Resting heart rate]"),
        ("[HRV] < [Resting heart rate]", "[HRV] < [Resting heart rate]"),
        ("if(yes, [HRV], [Resting heart rate])", "[Resting heart rate]"),
        ("mean([HRV], 3, [Resting heart rate])", "[Resting heart rate]"),
        ("if_missing([HRV], [Resting heart rate])", "[Resting heart rate]"),
        ("2 ^ [HRV]", "[HRV]"),
        ("duration([HRV] * [HRV])", "[HRV] * [HRV]"),
    ],
)
def test_different_units_are_not_mixed(source, part):
    assert marked(source) == ("unit_mix", part)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[HRV] + 5", "ms"),
        ("[HRV] + [Sleep quality]", "ms"),
        ("2 * [HRV] / 3", "ms"),
        ("[HRV] * [Energy]", ""),
        ("[HRV] / [HRV goal]", ""),
        ("1 / [HRV]", ""),
        ("100 * [HRV] / [HRV goal]", ""),
        ("round(-[HRV])", "ms"),
        ("history_sd([HRV], 7 days)", "ms"),
        ("history_count([HRV], 7 days)", ""),
        ("days_since([HRV])", "days"),
        ("hours([Time asleep])", "h"),
        ('unit([HRV], "points")', "points"),
        ("sqrt([HRV])", ""),
        ("1 + 1", None),
    ],
)
def test_units_are_kept_by_sums_and_by_numbers_written_in_the_formula_and_dropped_by_other_products(source, expected):
    assert unit(source) == expected


def test_capitals_of_units_do_not_matter():
    assert shown('unit(1, "BPM") + [Resting heart rate]') == "51"


@pytest.mark.parametrize(
    ("source", "part", "hint"),
    [
        ("[Time asleep] < 7", "[Time asleep] < 7", "7 h"),
        ("1 + [Mood]", "1 + [Mood]", "score"),
        ('"a" + "b"', '"a" + "b"', "&"),
        ("[Ill] + 1", "[Ill] + 1", "yes or no"),
        ("[Energy] and yes", "[Energy]", "a number"),
        ("not [Energy]", "[Energy]", "a number"),
        ('-"a"', '"a"', "a text"),
        ("record_date() + record_date()", "record_date() + record_date()", "a date"),
        ("record_date() - [Session began]", "record_date() - [Session began]", "a date with a time"),
        ("[Mood] < [Mood]", "[Mood] < [Mood]", "a choice"),
        ('[Symptoms] = "cough"', '[Symptoms] = "cough"', "several choices"),
        ("60 / [Time asleep]", "60 / [Time asleep]", "hours"),
        ("[HRV] * [Time asleep]", "[HRV] * [Time asleep]", "ms"),
        ('if(1, "a")', "1", "yes or no"),
        ('if(yes, 1, "a")', '"a"', "a number"),
        ("if_missing([Pain], [Injury note])", "[Injury note]", "a text"),
        ("[Session minutes] * 1 min", "[Session minutes] * 1 min", "a number in min"),
        ("sum([Mood])", "[Mood]", "a choice"),
        ("score([Energy])", "[Energy]", "a choice"),
        ("hours([Energy])", "[Energy]", "a duration"),
        ("age([Energy])", "[Energy]", "a date"),
        ("history_mean([Mood], 7 days)", "[Mood]", "a choice"),
        ("history_mean(score([Energy]), 7 days)", "[Energy]", "a choice"),
    ],
)
def test_kinds_that_do_not_go_together_are_refused_in_plain_words(source, part, hint):
    error = refusal(source)

    assert (error.code, marked(source)[1]) == ("type_clash", part)
    assert hint in str(error)


@pytest.mark.parametrize(
    ("source", "code", "part"),
    [
        ("abs()", "wrong_arguments", "abs()"),
        ("round(1, 2, 3)", "wrong_arguments", "round(1, 2, 3)"),
        ("round(1, [Energy])", "wrong_arguments", "[Energy]"),
        ("round(1, 11)", "wrong_arguments", "11"),
        ("sd(1)", "wrong_arguments", "sd(1)"),
        ("mean(1, 2, at least 3)", "wrong_arguments", "mean(1, 2, at least 3)"),
        ("mean(1, 2, at least 0)", "wrong_option", "at least 0"),
        ("abs(1, without today)", "misplaced_option", "without today"),
        ("mean(1, 2, without today)", "misplaced_option", "without today"),
        ("count(1, at least 1)", "misplaced_option", "at least 1"),
        ("mean(1, 2, at least 1, at least 2)", "misplaced_option", "at least 2"),
        ("abs(10 records)", "misplaced_option", "10 records"),
        ("averege(1)", "unknown_function", "averege"),
        ('date("2026-02-30")', "wrong_arguments", '"2026-02-30"'),
        ('date("2026-W01-1")', "wrong_arguments", '"2026-W01-1"'),
        ("date([Injury note])", "wrong_arguments", "[Injury note]"),
        ("unit([HRV], 3)", "wrong_arguments", "3"),
        ('[Mood] = "god"', "unknown_option", '"god"'),
        ('"god" <> [Mood]', "unknown_option", '"god"'),
        ('includes([Symptoms], "coff")', "unknown_option", '"coff"'),
        ("history_mean([HRV])", "wrong_arguments", "history_mean([HRV])"),
        ("history_mean([HRV] + 1, 7 days)", "not_a_history", "[HRV] + 1"),
        ("history_mean([Exercises.Sets], 7 days)", "not_a_history", "[Exercises.Sets]"),
        ("history_last([Athlete Profile / Sleep goal])", "not_a_history", "[Athlete Profile / Sleep goal]"),
        ("history_mean([HRV | latest], 7 days)", "not_a_history", "[HRV | latest]"),
        ("history_mean([HRV], 7 h)", "wrong_arguments", "7 h"),
        ("history_mean([HRV], 1.5 days)", "wrong_arguments", "1.5 days"),
        ("history_mean([HRV], [Energy])", "wrong_arguments", "[Energy]"),
        ("history_mean([HRV], 0 days)", "window_too_long", "0 days"),
        ("history_mean([HRV], 732 days)", "window_too_long", "732 days"),
        ("history_mean([HRV], 1001 records)", "window_too_long", "1001 records"),
        ("history_mean([HRV], 3 records, at least 4)", "wrong_option", "at least 4"),
        (
            "sum([Exercises.Sets] * sum([Exercises.Reps]))",
            "nested_table",
            "sum([Exercises.Reps])",
        ),
    ],
)
def test_a_call_that_is_not_written_as_it_should_is_refused(source, code, part):
    assert marked(source) == (code, part)


def test_a_wrong_function_is_answered_with_the_one_that_was_perhaps_meant():
    error = refusal("histroy_mean([HRV], 7 days)")

    assert (error.code, error.suggestions[0]) == ("unknown_function", "history_mean")


def test_score_needs_options_with_scores():
    choice = KnownField("c", "C", "C", Kind(Sort.CHOICE, options=(Choosable("a"), Choosable("b"))))

    assert marked("score([C])", Vocabulary(KnownForm("f", "F", (choice,)))) == ("no_scores", "[C]")


def test_a_choice_without_known_options_may_be_compared_with_any_word():
    choice = KnownField("c", "C", "C", Kind(Sort.CHOICE))

    assert compile_formula('[C] = "anything"', Vocabulary(KnownForm("f", "F", (choice,)))).needs.fields == {"c"}


def test_the_result_must_be_what_the_field_holds():
    assert marked('"a"', wanted=DURATION) == ("wrong_result", '"a"')
    assert marked("[HRV] + 1", wanted=number("bpm")) == ("unit_mix", "[HRV] + 1")
    assert compile_formula("[Session minutes] * [Exertion]", VOCABULARY, wanted=number("AU")).kind == number("AU")
    assert compile_formula("[Mood]", VOCABULARY, wanted=TEXT).kind == TEXT


def test_every_type_a_field_may_have_is_known_here_or_inherits_its_kind_or_is_closed():
    """What takes its value from elsewhere inherits the kind of a plain type (forms_engine.calculating.vocabulary)."""
    unsaid = {name for name, kind in all_types().items() if kind_of_field(name) is None}
    inheriting = {name for name, kind in all_types().items() if kind.writer == CALCULATION}

    assert unsaid - inheriting == {"secret", "link", "series", "matrix", "attachment"}
