"""Somebody writes what many rows are just about to write, on a real connection of their own."""

from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connections, transaction

from dashboards.models import DailyValue
from dashboards.projection import FEW_DAYS, rebuild
from forms_engine.bulk import FEW, BulkRow, Counts, open_stage
from forms_engine.models import RecordChange
from forms_engine.records import put_record
from tests.builders.forms import TODAY, make_form, make_stamp
from tests.builders.people import make_athlete

MANY = max(FEW, FEW_DAYS) + 50
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()
"""


def is_waited_for():
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what it saw first
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


@contextmanager
def written_by_another(form, athlete, source_id):
    """A record of today that is committed when whoever stands inside waits for it."""
    is_written, is_met, is_over = Event(), Event(), Event()

    def write():
        try:
            with transaction.atomic():
                identity = {"source": "import", "source_id": source_id}
                stamp = make_stamp(athlete)
                put_record(form, athlete, **identity, values={"mood": 1}, stamp=stamp, occurred_on=TODAY)
                is_written.set()
                while not is_met.is_set() and not is_over.wait(0.01):
                    if is_waited_for():
                        is_met.set()
        finally:
            is_written.set()
            connections.close_all()

    thread = Thread(target=write)
    thread.start()
    assert is_written.wait(20)
    try:
        yield
    finally:
        is_over.set()
        thread.join(20)
    assert is_met.is_set(), "nobody waited"


@pytest.mark.parametrize(
    ("theirs", "counts"),
    [("7", Counts(created=MANY - 1, changed=1)), ("other", Counts(created=MANY))],
    ids=["the same record", "a record of the same day"],
)
@pytest.mark.django_db(transaction=True)
def test_many_rows_meet_what_somebody_else_has_just_written(theirs, counts):
    form, athlete = make_form(fields={"mood": "integer"}), make_athlete()
    days = {number: TODAY - timedelta(days=number - 7) for number in range(MANY)}
    with open_stage(form) as stage:
        stage.add(BulkRow(n, athlete.pk, "import", str(n), {"mood": 5}, day) for n, day in days.items())
        with written_by_another(form, athlete, theirs):
            assert stage.write(make_stamp(athlete)) == counts
    assert form.records.count() == MANY + (theirs == "other")
    assert RecordChange.objects.count() == counts.changed
    kept = list(DailyValue.objects.order_by("day").values_list("day", "value", "count", "mean"))
    assert len(kept) == MANY
    assert {value for _day, value, *_normals in kept} == {5.0}
    rebuild(form.pk)
    assert list(DailyValue.objects.order_by("day").values_list("day", "value", "count", "mean")) == kept
