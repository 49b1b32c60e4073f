"""Whoever keeps something in step with records is told of every write, in its transaction."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from forms_engine import extension
from forms_engine.extension import Written, plug_written
from forms_engine.reconcile import Wanted, reconcile
from forms_engine.records import edit_record, put_record, restore_record, withdraw_record
from tests.builders.forms import MONDAY, NOW, TODAY, TUESDAY, make_field, make_form, make_stamp
from tests.builders.people import make_athlete


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Written]]:
    heard: list[Written] = []
    monkeypatch.setattr(extension, "_written_sockets", [])

    def hear(written, now):
        assert connection.in_atomic_block
        assert now == NOW
        heard.extend(written)

    plug_written(hear)
    return heard


@pytest.fixture
def athlete(db):
    return make_athlete()


@pytest.fixture
def form(db):
    return make_form(fields={"mood": "integer"})


def put(form, athlete, mood=7):
    values = {"mood": mood}
    return put_record(
        form, athlete, source="people", source_id="1", values=values, stamp=make_stamp(athlete), occurred_on=TODAY
    )


def test_a_new_record_is_told_with_its_day(told, form, athlete):
    put(form, athlete)
    assert told == [Written(form.pk, athlete.pk, frozenset({TODAY}))]


def test_the_same_again_is_not_told(told, form, athlete):
    put(form, athlete)
    told.clear()
    put(form, athlete)
    assert told == []


def test_a_record_that_moves_is_told_with_both_days(told, form, athlete):
    record = put(form, athlete)
    told.clear()
    edit_record(record, {}, make_stamp(athlete), occurred_on=TODAY - timedelta(days=1))
    assert told == [Written(form.pk, athlete.pk, frozenset({TODAY, TODAY - timedelta(days=1)}))]


def test_withdrawing_and_restoring_are_told(told, form, athlete):
    record = put(form, athlete)
    told.clear()
    restore_record(withdraw_record(record, make_stamp(athlete)), make_stamp(athlete))
    assert [one.days for one in told] == [{TODAY}, {TODAY}]


def test_many_records_of_a_source_are_told_at_once_and_only_those_that_changed(told, form, athlete):
    make_field(form, "score", "score", written_by="ring")

    def read(scores):
        wanted = [
            Wanted(day.isoformat(), day, day, {"score": score})
            for day, score in zip((MONDAY, TUESDAY), scores, strict=True)
        ]
        with transaction.atomic():
            reconcile(
                form,
                athlete,
                source="ring",
                owner="ring:day",
                owned_keys=frozenset({"score"}),
                wanted=wanted,
                first=MONDAY,
                last=TUESDAY,
                confirmed_gone=frozenset(),
                stamp=make_stamp(owner="ring:day"),
            )

    read([70, 71])
    assert told == [Written(form.pk, athlete.pk, frozenset({MONDAY, TUESDAY}))]
    told.clear()
    read([70, 80])
    assert told == [Written(form.pk, athlete.pk, frozenset({TUESDAY}))]
    told.clear()
    read([70, 80])
    assert told == []
