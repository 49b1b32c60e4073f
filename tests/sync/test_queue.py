"""Asking for a sync: joined, widened, never lost, never doubled."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from people.models import Person
from sync import conf, disconnecting, engine, queue
from sync.models import Connection, ProviderApplication, Run
from sync.provider import Window
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.sync.walking import side_by_side

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 13)


def ask(connection: Connection, now: datetime, days: Window | None = None, by: Person | None = None) -> Run:
    return queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now, days=days, asked_by=by)


def tasks() -> list[tuple]:
    return [tuple(SignedPackage.loads(one.payload)["args"]) for one in OrmQ.objects.order_by("pk")]


def days_of(run: Run) -> tuple[date | None, date | None]:
    run.refresh_from_db()
    return run.first_day, run.last_day


def test_an_ask_is_a_run_that_waits(connection, athlete, now):
    run = ask(connection, now, Window(MONDAY, TUESDAY), athlete)

    run.refresh_from_db()
    assert (run.state, run.trigger, run.asked_by, run.asked_at) == (
        Run.State.QUEUED,
        Run.Trigger.PERSON,
        athlete,
        now,
    )
    assert days_of(run) == (MONDAY, TUESDAY)


def test_a_second_ask_joins_the_one_that_waits(connection, now):
    assert ask(connection, now) == ask(connection, now + timedelta(seconds=30))
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (Window(MONDAY, TUESDAY), Window(TUESDAY, FRIDAY), (MONDAY, FRIDAY)),
        (Window(TUESDAY, TUESDAY), Window(MONDAY, MONDAY), (MONDAY, TUESDAY)),
        (Window(MONDAY, FRIDAY), Window(TUESDAY, TUESDAY), (MONDAY, FRIDAY)),
        (None, Window(MONDAY, TUESDAY), (MONDAY, TUESDAY)),
        (Window(MONDAY, TUESDAY), None, (MONDAY, TUESDAY)),
        (None, None, (None, None)),
    ],
)
def test_joining_widens_the_days_and_never_narrows_them(connection, now, first, second, together):
    run = ask(connection, now, first)
    ask(connection, now, second)

    assert days_of(run) == together


def test_a_run_under_way_is_not_joined(connection, now):
    first = ask(connection, now)
    engine.claim(first.pk, now)

    second = ask(connection, now)

    assert second != first
    assert ask(connection, now) == second
    assert set(Run.objects.values_list("state", flat=True)) == {Run.State.RUNNING, Run.State.QUEUED}


def test_two_people_wait_apart(connection, provider, now):
    other = connect(provider, make_athlete(), now)

    assert ask(connection, now) != ask(other, now)


def test_a_ticket_is_enqueued_after_the_commit_and_holds_nothing(connection, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(connection, now, Window(MONDAY, TUESDAY))
        assert tasks() == []

    assert tasks() == [()]
    assert SignedPackage.loads(OrmQ.objects.get().payload)["func"] == "sync.tasks.perform"


def test_joining_enqueues_nothing_more(connection, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(connection, now)
    with django_capture_on_commit_callbacks(execute=True):
        ask(connection, now)

    assert len(tasks()) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_neither_run_nor_task(application, provider, athlete, now):
    connection = connect(provider, athlete, now)

    @transaction.atomic
    def ask_and_fail() -> None:
        ask(connection, now)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()

    assert not Run.objects.exists()
    assert not OrmQ.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_asks_at_once_make_one_run(application, provider, athlete, now):
    connection = connect(provider, athlete, now)
    for _round in range(5):
        Run.objects.all().delete()
        OrmQ.objects.all().delete()
        windows = [Window(MONDAY - timedelta(days=back), TUESDAY) for back in range(6)]

        outcomes = side_by_side(*[lambda days=days: ask(connection, now, days) for days in windows])

        assert len({one.result() for one in outcomes}) == 1
        assert days_of(Run.objects.get()) == (MONDAY - timedelta(days=5), TUESDAY)
        assert len(tasks()) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_claim_a_run_once(application, provider, athlete, now):
    connection = connect(provider, athlete, now)
    for _round in range(5):
        Run.objects.all().delete()
        run = ask(connection, now)

        outcomes = side_by_side(*[lambda: engine.claim(run.pk, now)] * 4)  # noqa: B023

        assert sorted(one.result() is not None for one in outcomes) == [False, False, False, True]
        run.refresh_from_db()
        assert (run.state, run.starts) == (Run.State.RUNNING, 1)


# The round


def test_the_round_asks_for_everybody_who_can_be_read(application, provider, now, django_capture_on_commit_callbacks):
    for _number in range(3):
        connect(provider, make_athlete(), now)

    with django_capture_on_commit_callbacks(execute=True):
        assert queue.request_due("pulsar", now) == 3

    runs = Run.objects.order_by("pk")
    assert {run.trigger for run in runs} == {Run.Trigger.SCHEDULE}
    assert tasks() == [()]


def test_the_round_leaves_who_waits_or_runs_already(application, provider, now):
    waiting, running, free = (connect(provider, make_athlete(), now) for _number in range(3))
    ask(waiting, now - timedelta(minutes=5))
    engine.claim(ask(running, now - timedelta(minutes=5)).pk, now)

    assert queue.request_due("pulsar", now) == 1
    assert Run.objects.filter(trigger=Run.Trigger.SCHEDULE).get().connection == free


def test_a_second_round_while_the_first_still_waits_asks_for_nobody(connection, now):
    queue.request_due("pulsar", now)

    assert queue.request_due("pulsar", now + timedelta(minutes=15)) == 0


@pytest.mark.parametrize("state", [Connection.State.RECONNECT_NEEDED, Connection.State.DISCONNECTED])
def test_the_round_leaves_connections_that_cannot_be_read(connection, now, state):
    # Issued by another preset, or the one in force would set a paused one going again.
    Connection.objects.update(state=state, preset="elsewhere")

    assert queue.request_due("pulsar", now) == 0


def test_the_round_asks_again_for_a_lapsed_membership_because_it_may_be_renewed(connection, now):
    Connection.objects.update(state=Connection.State.MEMBERSHIP_LAPSED)

    assert queue.request_due("pulsar", now) == 1


def test_the_round_leaves_who_is_told_to_wait_until_then(connection, now):
    Connection.objects.update(asks_again_at=now + timedelta(minutes=1))

    assert queue.request_due("pulsar", now) == 0
    assert queue.request_due("pulsar", now + timedelta(minutes=1)) == 1


def test_the_round_leaves_people_who_are_not_active(connection, athlete, now):
    athlete.is_active = False
    athlete.save()

    assert queue.request_due("pulsar", now) == 0


def test_the_round_does_nothing_while_the_connector_is_off_or_not_set_up(connection, application, now):
    ProviderApplication.objects.update(is_enabled=False)
    assert queue.request_due("pulsar", now) == 0

    ProviderApplication.objects.all().delete()
    assert queue.request_due("pulsar", now) == 0


def test_the_round_of_another_provider_touches_nobody(connection, now):
    assert queue.request_due("quasar", now) == 0
    assert not Run.objects.exists()


def test_who_is_told_to_wait_waits_alone_and_is_read_afterwards(connection, provider, application, now):
    other = connect(provider, make_athlete(), now)
    provider.good_access |= {"access-1"}
    until = now + timedelta(minutes=10)
    Connection.objects.filter(pk=connection.pk).update(asks_again_at=until)
    run, another = ask(connection, now), ask(other, now)

    engine.perform_waiting(now)

    run.refresh_from_db()
    another.refresh_from_db()
    assert (run.state, another.state) == (Run.State.QUEUED, Run.State.DONE)
    assert ProviderApplication.objects.get().asks_again_at is None
    engine.perform_run(run.pk, until)
    run.refresh_from_db()
    assert run.state == Run.State.DONE


# Lost things


def test_a_claim_whose_worker_is_gone_waits_again(connection, now, django_capture_on_commit_callbacks):
    run = ask(connection, now)
    engine.claim(run.pk, now)
    later = now + conf.STALE_CLAIM + timedelta(seconds=1)

    with django_capture_on_commit_callbacks(execute=True):
        assert queue.revive(later, queue_length=100) == 1

    run.refresh_from_db()
    assert (run.state, run.claimed_at, run.starts) == (Run.State.QUEUED, None, 1)
    assert tasks() == [()]
    assert engine.claim(run.pk, later) is not None


def test_a_claim_still_young_is_left_to_its_worker(connection, now):
    run = ask(connection, now)
    engine.claim(run.pk, now)

    assert queue.revive(now + conf.STALE_CLAIM, queue_length=0) == 0
    run.refresh_from_db()
    assert run.state == Run.State.RUNNING


def test_a_run_that_lost_three_workers_is_given_up(connection, now):
    run = ask(connection, now)
    moment = now
    for _start in range(3):
        engine.claim(run.pk, moment)
        moment += conf.STALE_CLAIM + timedelta(seconds=1)
        queue.revive(moment, queue_length=100)

    run.refresh_from_db()
    assert (run.state, run.error_code, run.starts, run.finished_at) == (Run.State.FAILED, "worker_lost", 3, moment)
    assert engine.claim(run.pk, moment) is None


def test_a_lost_claim_gives_its_days_to_the_ask_that_waits_behind_it(connection, now):
    lost = ask(connection, now, Window(MONDAY, TUESDAY))
    engine.claim(lost.pk, now)
    waiting = ask(connection, now)

    queue.revive(now + conf.STALE_CLAIM + timedelta(seconds=1), queue_length=100)

    lost.refresh_from_db()
    assert (lost.state, lost.error_code) == (Run.State.FAILED, "worker_lost")
    assert days_of(waiting) == (MONDAY, TUESDAY)


def test_a_task_the_broker_lost_is_enqueued_again(connection, now):
    run = ask(connection, now)
    later = now + timedelta(seconds=61)

    assert queue.revive(later, queue_length=0) == 1

    assert tasks() == [()]
    run.refresh_from_db()
    assert run.enqueued_at == later


def test_a_task_enqueued_less_than_a_minute_ago_is_left_alone(connection, now):
    ask(connection, now)

    assert queue.revive(now + timedelta(seconds=59), queue_length=0) == 0
    assert tasks() == []


def test_a_busy_broker_is_not_flooded(connection, now):
    ask(connection, now)

    assert queue.revive(now + timedelta(hours=1), queue_length=1) == 0
    assert tasks() == []


def test_a_lost_task_is_enqueued_once_a_minute_and_no_more(connection, now):
    ask(connection, now)
    queue.revive(now + timedelta(seconds=61), queue_length=0)

    assert queue.revive(now + timedelta(seconds=62), queue_length=0) == 0
    assert len(tasks()) == 1


def test_runs_that_have_ended_are_never_revived(connection, application, provider, now):
    done = ask(connection, now)
    engine.perform_run(done.pk, now)
    disconnecting.disconnect(provider, application, connection, now)
    failed = ask(connection, now)
    engine.perform_run(failed.pk, now)
    OrmQ.objects.all().delete()

    assert queue.revive(now + timedelta(days=1), queue_length=0) == 0
    assert tasks() == []
