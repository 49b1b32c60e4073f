"""What a value means: the first rule that fits person and value; relative rules once there is enough."""

from datetime import date, timedelta

import pytest

from forms_engine.models import Standard
from forms_engine.standards import Meaning, Subject, Valued, age_on, meaning_of, meanings, rules_of
from tests.builders.forms import TODAY, make_field, make_form, make_record
from tests.builders.people import make_athlete

NOBODY = Subject("", None)


def rule(low=None, high=None, tone="act", words="low", **details):
    return Standard(low=low, high=high, tone=tone, words=words, **details)


def said(rules, value, subject=NOBODY, before=()):
    found = meaning_of(rules, value, subject, lambda window_days: list(before)[-window_days:])
    return found.words if found else None


TRAFFIC = [rule(high=3, words="poor"), rule(3, 6, "watch", "fair"), rule(6, tone="good", words="well")]


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "poor"), (2.9, "poor"), (3, "fair"), (5.99, "fair"), (6, "well"), (10, "well"), (None, None)],
)
def test_the_lower_bound_belongs_to_a_range_and_the_upper_does_not(value, words):
    assert said(TRAFFIC, value) == words


def test_the_first_rule_in_order_speaks():
    assert said([rule(words="first"), rule(words="second")], 5) == "first"


def test_a_value_no_rule_speaks_of_means_nothing():
    assert said([rule(low=9)], 5) is None


def test_words_of_choices_have_their_rules():
    rules = [rule(options=["unavailable", "ill"], words="out"), rule(options=["modified"], tone="watch", words="part")]
    assert said(rules, "ill") == "out"
    assert said(rules, ["modified", "ill"]) == "out"
    assert said(rules, "available") is None


@pytest.mark.parametrize("value", [True, "7", ["7"], {"a": 1}])
def test_what_is_no_number_is_in_no_range(value):
    assert said(TRAFFIC, value) is None


def test_a_rule_for_one_sex_or_age_is_silent_for_others():
    rules = [rule(low=50, sex="female", words="women"), rule(low=50, age_from=16, age_below=18, words="youth")]
    assert said(rules, 60, Subject("female", 30)) == "women"
    assert said(rules, 60, Subject("male", 16)) == "youth"
    assert said(rules, 60, Subject("male", 18)) is None
    assert said(rules, 60, Subject("", None)) is None


@pytest.mark.parametrize(
    ("day", "age"), [(date(2026, 3, 9), 19), (date(2026, 3, 10), 20), (date(2006, 3, 9), None), (date(2006, 3, 10), 0)]
)
def test_a_year_of_age_begins_on_the_birthday(day, age):
    assert age_on(date(2006, 3, 10), day) == age


def test_percent_is_of_the_own_mean_from_enough_values_on():
    rules = [rule(high=90, measure="percent", least_values=3, words="under")]
    assert said(rules, 44, before=[50, 50, 50]) == "under"
    assert said(rules, 45, before=[50, 50, 50]) is None
    assert said(rules, 1, before=[50, 50]) is None
    assert said(rules, 1, before=[-50, 50, 0]) is None


def test_a_z_score_is_in_own_standard_deviations():
    rules = [rule(high=-2, measure="z_score", least_values=4, words="far below")]
    before = [50, 52, 48, 50]
    assert said(rules, 46, before=before) == "far below"
    assert said(rules, 47, before=before) is None
    assert said(rules, 1, before=[50, 50, 50, 50]) is None


# Against records


@pytest.fixture
def field(db):
    return make_field(make_form(), "hrv", "number")


@pytest.fixture
def athlete(db):
    return make_athlete()


def add_rules(field, *rules):
    for order, one in enumerate(rules):
        one.field, one.order = field, order
        one.save()
    return rules_of([field])[field.pk]


def test_a_relative_rule_reads_the_days_before_and_not_the_day_itself(field, athlete, django_assert_num_queries):
    for back in range(1, 9):
        make_record(field.form, athlete, {"hrv": 50}, occurred_on=TODAY - timedelta(days=back), source_id=f"day-{back}")
    make_record(field.form, athlete, {"hrv": 500}, occurred_on=TODAY, source_id="today")
    rules = add_rules(field, rule(high=90, measure="percent", words="under"), rule(tone="good", words="usual"))
    valued = [Valued(athlete, TODAY, 40), Valued(athlete, TODAY, 50), Valued(athlete, TODAY - timedelta(days=7), 10)]
    with django_assert_num_queries(1):
        found = meanings(field, rules, valued)
    assert [one.words for one in found] == ["under", "usual", "usual"]


def test_the_own_baseline_counts_a_day_of_several_entries_by_the_rule_of_the_field(field, athlete):
    for back in range(1, 8):
        for number in range(2):
            on = TODAY - timedelta(days=back)
            make_record(field.form, athlete, {field.key: 40 + number}, occurred_on=on, source_id=f"{on}-{number}")
    rules = [rule(low=150, measure="percent", words="much")]
    said_of = [Valued(athlete, TODAY, 81)]
    assert meanings(field, rules, said_of)[0] is not None
    field.details = {"daily": "sum"}
    assert meanings(field, rules, said_of) == [None]


def test_plain_rules_need_no_query(field, athlete, django_assert_num_queries):
    rules = add_rules(field, rule(high=3))
    with django_assert_num_queries(0):
        assert meanings(field, rules, [Valued(athlete, TODAY, 1)]) == [Meaning("act", "low")]


def test_a_field_without_rules_means_nothing(field, athlete, django_assert_num_queries):
    assert rules_of([field]) == {}
    with django_assert_num_queries(0):
        assert meanings(field, [], [Valued(athlete, TODAY, 1)]) == [None]


def test_rules_come_in_their_order(field):
    assert [one.words for one in add_rules(field, rule(words="b"), rule(words="a"))] == ["b", "a"]
