"""A stored formula outlives a changed label."""

from dataclasses import replace

from forms_engine.formulas import KnownField, KnownForm, Vocabulary, compile_formula, shown_source, stored_source
from forms_engine.formulas.kinds import number
from tests.forms_engine.formulas.sample import JUMPS, OURA, PROFILE, VOCABULARY, WELLNESS

SOURCE = (
    'round([ sleep QUALITY ]) & "[Energy]" & [Oura Sleep / Score] & [Jump / Test / Height | latest]\n'
    "& sum([Exercises.Sets]) & [Athlete Profile / Sleep goal] & history_mean([Load], 7 days)"
)
STORED = (
    'round([SleepQuality]) & "[Energy]" & [oura_sleep / Score | the night before] & [jump_test / HeightCm | latest]\n'
    "& sum([exercises.Sets]) & [athlete_profile / SleepGoalS] & history_mean([Load], 7 days)"
)


def test_a_stored_formula_says_names_that_do_not_change():
    formula = compile_formula(SOURCE, VOCABULARY)

    assert stored_source(formula, VOCABULARY) == STORED
    assert compile_formula(STORED, VOCABULARY).needs == formula.needs


def test_a_shown_formula_says_the_labels_of_today():
    renamed = tuple(replace(field, label=f"{field.label} now") for field in WELLNESS.fields)
    today = Vocabulary(replace(WELLNESS, fields=renamed), (OURA, PROFILE, JUMPS))

    shown = shown_source(compile_formula(STORED, today), today)

    assert shown.startswith('round([Sleep quality now]) & "[Energy]" & [Oura Sleep / Score | the night before]')
    assert stored_source(compile_formula(shown, today), today) == STORED


def test_a_label_that_is_not_clear_gives_way_to_the_api_name():
    twins = KnownForm(
        "f", "F", (KnownField("a", "Load", "LoadA", number()), KnownField("b", "Load", "LoadB", number()))
    )
    bracket = KnownForm("g", "G", (KnownField("c", "Pain [0-10]", "Pain]", number()),))
    words = Vocabulary(twins, [bracket])

    assert shown_source(compile_formula("[a] + [G / c]", words), words) == "[LoadA] + [G / c | same day]"
