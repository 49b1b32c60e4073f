"""A clock that was hours ahead is set back: nobody waits for what it wrote."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from sync import conf, queue, schedules, tasks
from sync.accounting import LONGEST_WAIT_S
from sync.models import Connection, ProviderApplication, Pulse, Run
from sync.righting import put_right

HOURS_AHEAD = timedelta(hours=5)
LONGEST_WAIT = timedelta(seconds=LONGEST_WAIT_S)
LONGEST_BACK_OFF = timedelta(minutes=conf.ROUND_MINUTES * conf.MOST_ROUNDS_BETWEEN)


@pytest.fixture
def ahead(now):
    return now + HOURS_AHEAD


def test_a_right_clock_leaves_everything_as_it_is(connection, application, now):
    schedules.apply_schedules(now)
    Pulse.objects.create(name="tick", beaten_at=now)
    queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    OrmQ.objects.create(key="ringside", payload="", lock=now + timedelta(minutes=10))
    ProviderApplication.objects.update(asks_again_at=now + LONGEST_WAIT)
    Run.objects.update(waits_until=now + LONGEST_WAIT)
    Connection.objects.update(last_synced_at=now, asks_next_at=now + timedelta(days=2))
    Connection.objects.update(asks_again_at=now + LONGEST_WAIT, backs_off_until=now + LONGEST_BACK_OFF)

    assert put_right(now) == 0

    connection.refresh_from_db()
    assert (connection.asks_again_at, connection.backs_off_until) == (now + LONGEST_WAIT, now + LONGEST_BACK_OFF)


def test_clocks_of_two_machines_may_differ_a_little(db, now):
    Pulse.objects.create(name="tick", beaten_at=now + timedelta(seconds=50))

    assert put_right(now) == 0


def test_a_beat_of_the_future_comes_back_so_that_silence_is_noticed(db, now, ahead):
    Pulse.objects.create(name="messages", beaten_at=ahead)

    assert put_right(now) == 1

    assert Pulse.objects.get().beaten_at == now


def test_every_schedule_that_waits_longer_than_its_interval_runs_at_once(db, now, ahead):
    schedules.apply_schedules(ahead)

    assert put_right(now) > 0

    moments = dict(Schedule.objects.values_list("name", "next_run"))
    assert (moments["tick"], moments["round"]) == (now, now)
    # within its day, so nobody can tell
    assert moments["upkeep"] == ahead + timedelta(minutes=conf.ROUND_MINUTES)
    assert put_right(now) == 0


def test_waits_longer_than_any_rule_allows_are_ended(connection, application, now, ahead):
    ProviderApplication.objects.update(asks_again_at=ahead)
    Connection.objects.update(asks_again_at=ahead, backs_off_until=ahead)
    assert queue.request_due(connection.provider, now) == 0

    assert put_right(now) == 3

    assert queue.request_due(connection.provider, now) == 1


def test_what_the_wrong_clock_planned_is_planned_anew(connection, application, now, ahead):
    Connection.objects.update(
        last_synced_at=ahead, plan={"night": [ahead.isoformat(), None]}, asks_next_at=ahead, sweeps_next_at=ahead
    )
    assert queue.request_due(connection.provider, now) == 0

    assert put_right(now) == 1

    connection.refresh_from_db()
    assert (connection.last_synced_at, connection.plan) == (now, {})
    assert queue.request_due(connection.provider, now) == 1
    assert put_right(now) == 0


def test_a_run_put_off_until_long_after_any_wait_may_begin(connection, now, ahead):
    queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    Run.objects.update(waits_until=ahead)

    assert put_right(now) == 1

    assert Run.objects.get().waits_until is None


def test_a_run_asked_for_by_the_wrong_clock_and_lost_is_enqueued_again(connection, now, ahead):
    queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=ahead)
    assert queue.revive(now + conf.LOST_ASK * 2, queue_length=0) == 0

    assert put_right(now) == 1

    assert queue.revive(now + conf.LOST_ASK * 2, queue_length=0) == 1


def test_a_claim_of_the_wrong_clock_whose_worker_is_gone_waits_again(connection, now, ahead):
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    Run.objects.update(state=Run.State.RUNNING, claimed_at=ahead, starts=1)

    assert put_right(now) == 1

    assert queue.revive(now + conf.STALE_CLAIM - timedelta(seconds=1), queue_length=9) == 0
    assert queue.revive(now + conf.STALE_CLAIM + timedelta(seconds=1), queue_length=9) == 1
    run.refresh_from_db()
    assert run.state == Run.State.QUEUED


def test_runs_that_have_ended_keep_what_the_wrong_clock_wrote(connection, now, ahead):
    queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=ahead)
    Run.objects.update(state=Run.State.DONE, claimed_at=ahead, finished_at=ahead)

    assert put_right(now) == 0


def test_a_task_hidden_for_hours_is_seen_again(db, now, ahead):
    OrmQ.objects.create(key="ringside", payload="", lock=ahead)

    assert put_right(now) == 1

    assert OrmQ.objects.get().lock == now


def test_the_beat_of_the_other_cluster_brings_a_tick_back_that_would_not_come(db):
    with time_machine.travel("2026-03-10 17:00:00+00:00", tick=False):
        schedules.apply_schedules(timezone.now())
        tasks.tick()
    with time_machine.travel("2026-03-10 12:00:00+00:00", tick=False):
        tasks.beat("messages")

        assert Schedule.objects.get(name="tick").next_run == timezone.now()
        assert Pulse.objects.get(name="tick").beaten_at == timezone.now()
