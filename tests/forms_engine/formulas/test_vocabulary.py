"""Names in brackets."""

from forms_engine.formulas import (
    FieldRef,
    KnownField,
    KnownForm,
    KnownTable,
    PlainSituation,
    Vocabulary,
    Which,
    compile_formula,
)
from forms_engine.formulas.kinds import number
from tests.forms_engine.formulas.asking import answer, marked, refusal, shown
from tests.forms_engine.formulas.sample import OURA, SITUATION, VOCABULARY, WELLNESS


def field(key, label, api_name, table=None):
    return KnownField(key, label, api_name, number(), table)


def named(text, vocabulary=VOCABULARY):
    return compile_formula(text, vocabulary).references[0].named


def test_a_field_is_found_by_label_api_name_and_key():
    assert [answer(f"[{name}]") for name in ("Sleep quality", "SleepQuality", "sleep_quality")] == [4, 4, 4]


def test_a_wrong_name_is_answered_with_what_was_perhaps_meant():
    error = refusal("1 + [Slep quality]")

    assert (error.code, error.suggestions[0]) == ("unknown_name", "Sleep quality")
    assert "Did you mean “Sleep quality”" in str(error)


def test_a_name_like_no_other_gets_no_suggestion():
    assert refusal("[Xyzzy]").suggestions == ()


def test_a_wrong_field_form_and_pick_are_told_apart():
    assert refusal("[Oura Sleep / Scor]").suggestions == ("Score",)
    assert refusal("[Oura Slep / Score]").code == "unknown_form"
    assert refusal("[Oura Sleep / Score | the nigt before]").suggestions[0] == "the night before"
    assert refusal("[]").code == "unknown_name"


def test_secrets_are_closed_to_formulas():
    assert marked("1 & [Ring token]") == ("closed_field", "[Ring token]")


def test_a_name_two_fields_answer_to_is_refused_with_their_keys():
    form = KnownForm("f", "F", (field("a", "Load", "LoadA"), field("b", "load", "LoadB")))

    error = refusal("[Load]", Vocabulary(form))

    assert (error.code, error.suggestions) == ("ambiguous_name", ("a", "b"))
    assert named("[LoadB]", Vocabulary(form)).field.key == "b"


def test_a_form_name_two_forms_answer_to_is_refused_with_their_keys():
    twins = [KnownForm(key, "Twin", (field("x", "X", "X"),)) for key in ("one", "other")]

    assert refusal("[Twin / X]", Vocabulary(WELLNESS, twins)).suggestions == ("one", "other")
    assert named("[other / X]", Vocabulary(WELLNESS, twins)).ref == FieldRef("other", "x")


def test_names_may_hold_slashes_bars_and_points():
    own = KnownForm(
        "own", "Own", (field("a", "Pain now / worst", "A"), field("b", "L | R | latest", "B"), field("c", "Q.1", "C"))
    )
    other = KnownForm("other", "Gym / Track", (field("d", "Reps / set", "D"),))
    words = Vocabulary(own, [other])

    assert named("[Pain now / worst]", words).field.key == "a"
    assert named("[L | R | latest]", words).field.key == "b"
    assert named("[Q.1]", words).field.key == "c"
    assert named("[Gym / Track / Reps / set | latest]", words).ref == FieldRef("other", "d")


def test_a_name_of_slashes_and_bars_is_refused_calmly():
    assert refusal("[" + "/" * 3_900 + "]").code == "unknown_form"
    assert refusal("[" + "/ |" * 1_300 + "]").code == "wrong_pick"


def test_a_form_that_dates_the_night_is_read_the_night_before_unless_said_otherwise():
    assert named("[Oura Sleep / Score]").which is Which.NIGHT_BEFORE
    assert named("[Oura Sleep / Score | same day]").which is Which.SAME_DAY
    assert named("[Jump / Test / Height]").which is Which.SAME_DAY


def test_between_two_forms_that_date_the_night_the_same_night_is_read():
    night = KnownForm("night", "Night", (), dates_the_night=True)

    assert named("[Oura Sleep / Score]", Vocabulary(night, [OURA])).which is Which.SAME_DAY


def test_only_a_form_that_dates_the_night_has_a_night_before():
    assert refusal("[Jump / Test / Height | the night before]").code == "wrong_pick"


def test_a_profile_is_linked_without_further_words():
    assert named("[Athlete Profile / Date of birth]").which is Which.PROFILE
    assert refusal("[Athlete Profile / Date of birth | latest]").code == "wrong_pick"


def test_the_own_form_by_name_is_this_record_and_an_earlier_one_with_further_words():
    assert named("[Daily Wellness / Energy]").which is None
    assert named("[Energy | same day]").which is None
    assert named("[Energy | latest before]").which is Which.LATEST_BEFORE
    assert named("[Daily Wellness / Energy | the day before]").which is Which.DAY_BEFORE


def test_linked_values_are_read_from_what_the_caller_brought():
    assert shown("[Oura Sleep / Score] + 1") == "83"
    assert shown("[Oura Sleep / Score | latest]") == "no_record"


def test_a_column_stands_inside_an_aggregate():
    assert marked("1 + [Exercises.Sets]") == ("column_alone", "[Exercises.Sets]")


def test_a_rows_own_formula_names_its_columns_alone_and_whole_columns_inside_aggregates():
    table = KnownTable("laps", "Laps")
    form = KnownForm("run", "Run", (field("lap_s", "Time", "Time", table), field("bonus", "Bonus", "Bonus")))
    words = Vocabulary(form, table="laps")
    rows = [{"lap_s": 60}, {"lap_s": 20}]

    formula = compile_formula("100 * [Time] / sum([Laps.Time]) + [Bonus] + [Laps.Time]", words)
    situation = PlainSituation(SITUATION.day, {"laps": rows, "bonus": 1}, row=rows[0])

    assert formula.evaluate(situation) == 136
