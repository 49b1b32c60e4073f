"""Two at once, on real connections: workers, and a worker and a person who saves."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connections, transaction
from django_q.models import OrmQ

from forms_engine.calculating.whole_forms import ask_for_recalculation
from forms_engine.jobs import perform_job
from forms_engine.models import ChangeNote, Job, Record, RecordChange
from forms_engine.records import edit_record, lock_record
from tests.builders.forms import make_stamp
from tests.builders.people import make_athlete
from tests.forms_engine.calculating.club import LATER, READINESS, day, follow, make_club, values_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def club(transactional_db):
    club = make_club()
    club.calculate("ready", READINESS)
    club.calculate("week", "history_mean([ring / readiness], 7 days)")
    return club


@pytest.fixture
def athlete(transactional_db):
    return make_athlete()


def in_threads(*tasks):
    troubles = []

    def run(task):
        try:
            task()
        except BaseException as error:
            troubles.append(error)
            raise
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert troubles == []


def sync(club, athlete, scores, now=LATER):
    with transaction.atomic():
        club.sync(athlete, scores, now=now)


def test_two_workers_share_the_people_and_write_once(club):
    people = [make_athlete(first=f"Ada{number}") for number in range(6)]
    for person in people:
        club.answer(person, {"sleep": 4})
        sync(club, person, {0: 70})

    in_threads(follow, follow)
    follow()

    assert {one.values["ready"] for one in Record.objects.filter(form=club.wellness)} == {70}
    assert RecordChange.objects.filter(owner="calculation").count() == len(people)
    assert not ChangeNote.objects.exists()


def test_a_worker_passes_over_a_record_somebody_is_saving_and_comes_again(club, athlete):
    records = [club.answer(athlete, {"sleep": 4}, ago) for ago in (0, 1)]
    sync(club, athlete, {0: 70, 1: 60})
    opened, passed = Event(), Event()

    def save():
        with transaction.atomic():
            lock_record(records[0].pk)
            opened.set()
            assert passed.wait(20)
            edit_record(records[0], {"sleep": 1}, make_stamp(athlete, now=LATER))

    def work():
        assert opened.wait(20)
        try:
            follow()
            assert "ready" not in values_of(records[0])
            assert values_of(records[1])["ready"] == 60
        finally:
            passed.set()

    in_threads(save, work)
    assert values_of(records[0]) == {"sleep": 1, "ready": 70, "week": 65}
    assert ChangeNote.objects.exists()

    follow()

    assert values_of(records[0]) == {"sleep": 1, "ready": 70, "week": 65}
    assert not ChangeNote.objects.exists()


def test_what_two_write_without_seeing_each_other_is_put_right(club, athlete):
    """The questionnaire is saved while the night's transaction is open: neither sees the other."""
    written, saved = Event(), Event()

    def sync_slowly():
        with transaction.atomic():
            club.sync(athlete, {0: 70})
            written.set()
            assert saved.wait(20)

    def save():
        assert written.wait(20)
        club.answer(athlete, {"sleep": 4})
        saved.set()

    in_threads(sync_slowly, save)
    assert "ready" not in Record.objects.get(form=club.wellness).values

    follow()

    assert Record.objects.get(form=club.wellness).values["ready"] == 70


def test_a_questionnaire_made_before_the_night_and_committed_after_is_put_right(club, athlete):
    answered, synced = Event(), Event()

    def save_slowly():
        with transaction.atomic():
            club.answer(athlete, {"sleep": 4})
            answered.set()
            assert synced.wait(20)

    def sync_and_follow():
        assert answered.wait(20)
        sync(club, athlete, {0: 70})
        follow()
        synced.set()

    in_threads(save_slowly, sync_and_follow)
    follow()

    assert Record.objects.get(form=club.wellness).values["ready"] == 70


def test_a_job_leaves_a_record_somebody_holds_to_the_next_minute(club, athlete):
    records = [club.answer(athlete, {"sleep": 4}, ago) for ago in (0, 1)]
    sync(club, athlete, {0: 70, 1: 60})
    ChangeNote.objects.all().delete()
    job = ask_for_recalculation(club.wellness, athlete, LATER)
    opened, passed = Event(), Event()

    def hold():
        with transaction.atomic():
            lock_record(records[0].pk)
            opened.set()
            assert passed.wait(20)

    def work():
        assert opened.wait(20)
        try:
            perform_job(job.pk, LATER)
        finally:
            passed.set()

    in_threads(hold, work)
    job.refresh_from_db()
    assert (job.state, job.options["left"]) == (Job.State.QUEUED, [athlete.pk])
    assert [values_of(one).get("ready") for one in records] == [None, 60]

    perform_job(job.pk, LATER + timedelta(minutes=1))

    job.refresh_from_db()
    assert (job.state, job.tally, job.options.get("left")) == (Job.State.DONE, {"changed": 2}, None)
    assert values_of(records[0])["ready"] == 70
    assert day(0) == Record.objects.get(pk=records[0].pk).occurred_on


def test_a_transaction_that_writes_often_asks_for_one_task(club, athlete):
    with transaction.atomic():
        club.sync(athlete, {0: 1})
        club.sync(athlete, {1: 2})

    assert [one.func() for one in OrmQ.objects.all()] == ["forms_engine.tasks.follow_changes"]
    assert {(one.first_on, one.last_on) for one in ChangeNote.objects.all()} == {(day(1), day(1)), (day(2), day(2))}
