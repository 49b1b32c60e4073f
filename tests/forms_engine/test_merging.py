"""Two feeds that create the same day at the same time, on two real connections."""

from datetime import date, timedelta
from threading import Event, Thread

import pytest
from django.db import connections, transaction

from forms_engine.models import Record, RecordChange
from forms_engine.reconcile import Wanted, reconcile
from tests.builders.forms import make_field, make_form, make_stamp
from tests.builders.people import make_athlete

FIRST = date(2026, 3, 2)
DAYS = 5


def fill(form, athlete, owner, key):
    wanted = [
        Wanted((FIRST + timedelta(days=n)).isoformat(), FIRST + timedelta(days=n), FIRST, {key: 60 + n})
        for n in range(DAYS)
    ]
    return reconcile(
        form,
        athlete,
        source="ring",
        owner=owner,
        owned_keys=frozenset({key}),
        wanted=wanted,
        first=FIRST,
        last=FIRST + timedelta(days=DAYS),
        confirmed_gone=frozenset(),
        stamp=make_stamp(owner=owner),
    )


def is_waiting_for_a_lock() -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what it saw first
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.parametrize("first_one_commits", [True, False])
@pytest.mark.django_db(transaction=True)
def test_concurrent_creation_loses_no_keys(transactional_db, first_one_commits):
    form = make_form(fields={"sleep_score": "score"}, written_by="ring")
    make_field(form, "readiness_score", "score", written_by="ring")
    athlete = make_athlete()
    second, finished = {}, Event()

    def run_second():
        try:
            with transaction.atomic():
                second["tally"] = fill(form, athlete, "ring:daily_readiness", "readiness_score")
        finally:
            finished.set()
            connections.close_all()

    thread = Thread(target=run_second)
    with transaction.atomic():
        fill(form, athlete, "ring:daily_sleep", "sleep_score")
        thread.start()
        while not is_waiting_for_a_lock():
            assert not finished.wait(0.01), "the second feed should wait for the first one's rows"
        transaction.set_rollback(not first_one_commits)
    thread.join(20)

    assert Record.objects.count() == DAYS
    assert not RecordChange.objects.exists()
    tally = second["tally"]
    if first_one_commits:
        assert (tally.created, tally.changed) == (0, DAYS)
        assert {frozenset(values) for values in Record.objects.values_list("values", flat=True)} == {
            frozenset({"sleep_score", "readiness_score"})
        }
    else:
        assert (tally.created, tally.changed) == (DAYS, 0)
        assert Record.objects.first().values.keys() == {"readiness_score"}
