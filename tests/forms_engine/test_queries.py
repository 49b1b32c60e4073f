"""The read side: only the keys asked for, in a fixed number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_engine.errors import UnknownField
from forms_engine.queries import days_of_values, fields_by_key, latest_values
from forms_engine.records import withdraw_record
from tests.builders.forms import NOW, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete

FIRST = date(2026, 3, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@pytest.fixture
def form(db):
    form = make_form(
        fields={"score": "integer", "hours_s": "duration", "ill": "yes_no", "mood": "choice", "note": "text"}
    )
    form.fields.filter(key="mood").update(choices=["calm", "tired"])
    return form


@pytest.fixture
def ada(db):
    return make_athlete()


@pytest.fixture
def otto(db):
    return make_athlete(first="Otto")


def test_values_come_typed_and_in_the_order_asked(form, ada):
    values = {"score": 82, "hours_s": 27_300.5, "ill": False, "mood": "calm", "note": "Quiet."}
    make_record(form, ada, values, occurred_on=day(0))
    keys = ["note", "ill", "score", "hours_s", "mood"]
    (row,) = days_of_values(form.key, [ada.pk], keys, day(0), day(0))
    assert row == (ada.pk, day(0), ("Quiet.", False, 82, 27_300.5, "calm"))
    assert isinstance(row.values[2], int)


def test_absent_is_none_and_never_zero(form, ada):
    make_record(form, ada, {"score": 0}, occurred_on=day(0))
    (row,) = days_of_values(form.key, [ada.pk], ["score", "hours_s", "ill"], day(0), day(0))
    assert row.values == (0, None, None)


def test_only_these_people_days_and_living_records(form, ada, otto):
    for number in range(4):
        make_record(form, ada, {"score": number}, occurred_on=day(number))
    make_record(form, otto, {"score": 9}, occurred_on=day(1))
    withdraw_record(make_record(form, ada, {"score": 99}, occurred_on=day(2)), make_stamp())
    other_form = make_form(fields={"score": "integer"})
    make_record(other_form, ada, {"score": 77}, occurred_on=day(1))
    rows = days_of_values(form.key, [ada.pk], ["score"], day(1), day(2))
    assert [(row.occurred_on, row.values) for row in rows] == [(day(1), (1,)), (day(2), (2,))]


def test_the_number_of_queries_stays_put_and_documents_stay_in_the_database(form, ada, otto):
    for number in range(20):
        make_record(form, ada, {"score": number, "note": "secretive"}, occurred_on=day(number))
        make_record(form, otto, {"score": number}, occurred_on=day(number))
    fields = fields_by_key(form.key, ["score"])
    with CaptureQueriesContext(connection) as queries:
        rows = days_of_values(form.key, [ada.pk, otto.pk], ["score"], day(0), day(30), fields=fields)
    assert len(rows) == 40
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        days_of_values(form.key, [ada.pk, otto.pk], ["score"], day(0), day(30))
    assert len(queries) == 2


def test_nobody_and_nothing_asked_is_no_query(form, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert days_of_values(form.key, [], ["score"], day(0), day(1)) == []
        assert latest_values(form.key, [], ["score"], day(1)) == []


def test_an_unknown_key_is_named(form, ada):
    with pytest.raises(UnknownField, match="nonsense"):
        days_of_values(form.key, [ada.pk], ["score", "nonsense"], day(0), day(0))


def test_a_key_is_a_parameter_and_never_part_of_the_statement(form, ada):
    with pytest.raises(UnknownField):
        days_of_values(form.key, [ada.pk], ["score' OR '1'='1"], day(0), day(0))


def test_the_latest_value_of_each_key(form, ada, otto):
    make_record(form, ada, {"score": 70, "ill": True}, occurred_on=day(0))
    make_record(form, ada, {"score": 71}, occurred_on=day(1))
    make_record(form, ada, {"score": 99, "ill": False}, occurred_on=day(5))
    make_record(form, otto, {"note": "only words"}, occurred_on=day(1))
    found = {
        (one.person_id, one.key): (one.occurred_on, one.value)
        for one in latest_values(form.key, [ada.pk, otto.pk], ["score", "ill"], day(3))
    }
    assert found == {(ada.pk, "score"): (day(1), 71), (ada.pk, "ill"): (day(0), True)}
    recent = latest_values(form.key, [ada.pk], ["score", "ill"], day(3), first=day(1))
    assert [(one.key, one.value) for one in recent] == [("score", 71)]


def test_a_retired_field_stays_readable(form, ada):
    make_field(form, "old", "number")
    make_record(form, ada, {"old": 1.5}, occurred_on=day(0))
    form.fields.filter(key="old").update(retired_at=NOW)
    assert days_of_values(form.key, [ada.pk], ["old"], day(0), day(0))[0].values == (1.5,)
