"""The functions the workers call by name."""

from datetime import timedelta

import time_machine
from django.utils import timezone
from django_q.models import OrmQ

from sync import conf, queue, tasks
from sync.models import AuthorisationState, Pulse, Run
from tests.sync.walking import press_link


def test_a_ticket_performs_what_waits(connection, provider):
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=timezone.now())

    tasks.perform()

    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert provider.asked


def test_a_ticket_too_many_does_nothing(application, provider):
    tasks.perform()

    assert provider.asked == []


def test_each_tick_beats_the_one_pulse(db):
    with time_machine.travel("2026-03-10 12:00:00+00:00", tick=False):
        tasks.tick()
    with time_machine.travel("2026-03-10 12:01:00+00:00", tick=False) as clock:
        tasks.tick()

        assert Pulse.objects.get().beaten_at == timezone.now()
        clock.shift(60)
        assert timezone.now() - Pulse.objects.get().beaten_at < conf.PULSE_MOST_AGE


def test_a_tick_gives_a_lost_ask_another_chance(connection):
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=timezone.now() - timedelta(minutes=2))

    tasks.tick()

    assert OrmQ.objects.count() == 1
    run.refresh_from_db()
    assert run.enqueued_at is not None
    assert timezone.now() - run.enqueued_at < timedelta(minutes=1)


def test_a_tick_counts_what_the_broker_still_holds(connection):
    queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=timezone.now() - timedelta(minutes=2))
    queue.enqueue()

    tasks.tick()

    assert OrmQ.objects.count() == 1


def test_the_round_asks_for_every_provider(connection):
    tasks.sync_round()

    assert Run.objects.get().connection == connection


def test_upkeep_prunes(application, provider, athlete):
    press_link(provider, application, athlete, timezone.now() - timedelta(days=2))

    tasks.upkeep()

    assert not AuthorisationState.objects.exists()
