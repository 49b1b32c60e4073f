"""Two write of one person and form at once: nobody waits for the other's whole transaction, and nothing stays wrong."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from dashboards.models import Unsettled, WriteMark
from dashboards.projection import rebuild, rebuild_people
from dashboards.settling import settle
from dashboards.tasks import settle_projection
from forms_engine.records import edit_record, withdraw_record
from sync.schedules import all_schedules
from tests.builders.forms import TODAY, make_form, make_stamp
from tests.builders.people import make_athlete
from tests.dashboards.test_projection import everything, put
from tests.forms_engine.test_merging import is_waiting_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_S = 20


@pytest.fixture
def form():
    return make_form(fields={"mood": "integer"})


@pytest.fixture
def athlete():
    return make_athlete()


class Beside:
    """Somebody else's transaction, in a thread with a connection of its own."""

    def __init__(self, write: Callable[[], object]) -> None:
        self.write, self.is_done = write, Event()
        self.thread = Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.write()
        finally:
            self.is_done.set()
            connections.close_all()

    def end(self) -> None:
        self.thread.join(PATIENCE_S)
        assert not self.thread.is_alive()


def agree(form) -> bool:
    """Whether what stands is what a rebuild makes of the records."""
    kept = everything()
    rebuild(form.pk)
    return kept == everything()


def test_a_day_saved_while_days_before_it_are_not_yet_there_gets_its_normal_once_they_are(form, athlete):
    with transaction.atomic():
        for back in range(1, 20):
            put(form, athlete, day=TODAY - timedelta(days=back), mood=back % 4)
        saving = Beside(lambda: put(form, athlete, day=TODAY, mood=5))
        assert saving.is_done.wait(PATIENCE_S)
        # Not before the other is done.
        settle_beside = Beside(settle)
        settle_beside.end()
        assert Unsettled.objects.count() == 1
    saving.end()
    marks = WriteMark.objects.count()
    settle_projection()
    assert Unsettled.objects.count() == 0
    assert WriteMark.objects.count() > marks
    assert everything()[-1][4] == 19
    assert agree(form)


CHANGES: dict[str, Callable] = {
    "withdraws": lambda record, athlete: withdraw_record(record, make_stamp(athlete)),
    "clears": lambda record, athlete: edit_record(record, {"mood": None}, make_stamp(athlete)),
    "edits": lambda record, athlete: edit_record(record, {"mood": 1}, make_stamp(athlete)),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_who_writes_while_a_form_is_made_anew_is_right_afterwards(form, athlete, change):
    record = put(form, athlete, mood=4)
    for ahead in range(1, 4):
        put(form, athlete, day=TODAY + timedelta(days=ahead), mood=ahead)
    with transaction.atomic():
        rebuild_people(form.pk, [athlete.pk])
        writing = Beside(lambda: CHANGES[change](record, athlete))
        while not is_waiting_for_a_lock():
            assert not writing.is_done.wait(0.01)
    writing.end()
    settle()
    assert Unsettled.objects.count() == 0
    assert agree(form)


def test_a_form_is_made_anew_only_after_who_is_writing_it(form, athlete):
    with transaction.atomic():
        put(form, athlete, mood=4)
        making = Beside(lambda: rebuild(form.pk))
        while not is_waiting_for_a_lock():
            assert not making.is_done.wait(0.01)
    making.end()
    assert len(everything()) == 1
    assert Unsettled.objects.count() == 0


def test_people_and_forms_of_their_own_do_not_disturb_each_other(form, athlete):
    other, sleep = make_athlete(), make_form("Sleep", key="sleep", fields={"mood": "integer"})
    with transaction.atomic():
        put(form, athlete, mood=4)
        Beside(lambda: (put(form, other, mood=3), put(sleep, athlete, mood=2))).end()
    assert Unsettled.objects.count() == 0
    assert len(everything()) == 3


def test_it_is_looked_after_each_minute():
    planned = next(one for one in all_schedules() if one.task == "dashboards.tasks.settle_projection")
    assert planned.minutes == 1


def test_who_is_gone_is_not_waited_for(form, athlete):
    Unsettled.objects.create(form=form, person=athlete)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_person_groups WHERE person_id = %s", [athlete.pk])
    athlete.delete()
    settle()
    assert Unsettled.objects.count() == 0
