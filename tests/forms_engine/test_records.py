"""The only writer: identity, owners, history."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from forms_engine.errors import ClosedField, UnknownField
from forms_engine.models import Record, RecordChange
from forms_engine.records import edit_record, put_record, restore_record, withdraw_record
from tests.builders.forms import NOW, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def athlete(db):
    return make_athlete()


@pytest.fixture
def form(db):
    form = make_form(fields={"mood": "integer", "note": "text"})
    make_field(form, "sleep_score", "score", written_by="ring")
    make_field(form, "token", "secret")
    return form


def put(form, athlete, values, **details):
    return make_record(form, athlete, values, source_id="once", **details)


def test_the_first_state_is_the_record_itself(form, athlete):
    record = put(form, athlete, {"mood": 7, "note": None})
    assert record.values == {"mood": 7}
    assert (record.entered_by, record.created_at, record.modified_at) == (athlete, NOW, NOW)
    assert set(record.digests) == {"people"}
    assert not RecordChange.objects.exists()


def test_the_same_again_writes_nothing(form, athlete):
    put(form, athlete, {"mood": 7})
    with CaptureQueriesContext(connection) as queries:
        put(form, athlete, {"mood": 7}, stamp=make_stamp(athlete, now=LATER))
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs.isdisjoint({"INSERT", "UPDATE", "DELETE"})
    assert Record.objects.get().modified_at == NOW
    assert not RecordChange.objects.exists()


def test_different_values_are_an_edit_with_history(form, athlete):
    put(form, athlete, {"mood": 7, "note": "Quiet."})
    stamp = make_stamp(athlete, now=LATER, reason="typed the wrong line")
    record = put(form, athlete, {"mood": 5}, stamp=stamp)
    assert record.values == {"mood": 5, "note": "Quiet."}
    change = RecordChange.objects.get()
    assert (change.kind, change.before, change.after) == ("edited", {"mood": 7}, {"mood": 5})
    assert (change.by, change.at, change.owner, change.reason) == (athlete, LATER, "people", "typed the wrong line")


def test_none_clears_and_says_so(form, athlete):
    record = edit_record(put(form, athlete, {"mood": 7}), {"mood": None}, make_stamp(athlete))
    assert record.values == {}
    assert record.digests == {}
    assert RecordChange.objects.get().after == {"mood": None}


def test_an_edit_may_correct_the_date(form, athlete):
    record = edit_record(put(form, athlete, {"mood": 7}), {}, make_stamp(athlete), occurred_on=date(2026, 3, 9))
    assert record.occurred_on == date(2026, 3, 9)
    change = RecordChange.objects.get()
    assert (change.kind, change.before, change.after) == (
        "redated",
        {"_occurred_on": "2026-03-10"},
        {"_occurred_on": "2026-03-09"},
    )


def test_an_edit_works_on_what_the_record_says_now(form, athlete):
    stale = put(form, athlete, {"mood": 7})
    edit_record(stale, {"note": "Quiet."}, make_stamp(athlete))
    assert edit_record(stale, {"mood": 5}, make_stamp(athlete)).values == {"mood": 5, "note": "Quiet."}


@pytest.mark.parametrize(
    ("key", "owner", "refusal"),
    [
        ("sleep_score", "people", ClosedField),
        ("mood", "ring:daily_sleep", ClosedField),
        ("sleep_score", "watch:daily_sleep", ClosedField),
        ("token", "people", ClosedField),
        ("nonsense", "people", UnknownField),
    ],
)
def test_each_owner_writes_its_own_keys_only(form, athlete, key, owner, refusal):
    record = put(form, athlete, {"mood": 7})
    with pytest.raises(refusal):
        edit_record(record, {key: 1}, make_stamp(owner=owner))
    assert Record.objects.get().values == {"mood": 7}


def test_withdrawing_twice_and_restoring_twice_is_once(form, athlete):
    record = put(form, athlete, {"mood": 7})
    withdraw_record(record, make_stamp(athlete))
    assert withdraw_record(record, make_stamp(athlete, now=LATER)).withdrawn_at == NOW
    restore_record(record, make_stamp(athlete))
    assert restore_record(record, make_stamp(athlete)).withdrawn_at is None
    assert list(RecordChange.objects.order_by("pk").values_list("kind", flat=True)) == ["withdrawn", "restored"]
    assert Record.objects.get().values == {"mood": 7}


def test_putting_a_withdrawn_record_brings_it_back(form, athlete):
    withdraw_record(put(form, athlete, {"mood": 7}), make_stamp(athlete))
    assert put(form, athlete, {"mood": 7}).withdrawn_at is None
    assert RecordChange.objects.first().kind == "restored"


@pytest.mark.django_db(transaction=True)
def test_two_who_put_the_same_identity_at_once_make_one_record(transactional_db):
    form, athlete = make_form(fields={"mood": "integer", "note": "text"}), make_athlete()
    gate = Barrier(2, timeout=20)

    def put_at_the_gate(values):
        try:
            gate.wait()
            return put_record(
                form, athlete, source="people", source_id="once", values=values, stamp=make_stamp(athlete)
            ).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(put_at_the_gate, [{"mood": 7}, {"note": "Quiet."}]))
    assert made[0] == made[1]
    assert Record.objects.get().values == {"mood": 7, "note": "Quiet."}
