"""What is asked for at all: by the round, by name, by a person, once a day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sync import engine, queue, registry
from sync.models import Connection, Priority, ProviderApplication, Run
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.builders.runs import perform_waiting
from tests.sync.asking import MINUTE, TUESDAY, Counting, ask


@pytest.fixture
def provider():
    counting = Counting()
    registry.register(counting)
    yield counting
    registry.unregister(counting.key)


@pytest.fixture
def club(application: ProviderApplication, provider: Counting, now: datetime) -> list[Connection]:
    return [connect(provider, make_athlete(), now) for _number in range(12)]


def test_a_round_asks_only_for_whom_something_is_due(club, provider, now):
    queue.request_due("pulsar", now)
    perform_waiting(now)
    provider.sent.clear()

    assert queue.request_due("pulsar", now + 5 * MINUTE) == 0
    assert queue.request_due("pulsar", now + 14 * MINUTE) == 12
    perform_waiting(now + 14 * MINUTE)

    # At noon the night is still waited for, and steps grow; what belongs to the night is not asked for before it.
    assert {feed for _token, feed, _first in provider.sent} == {"night", "steps"}


def test_sync_now_reads_everything_whatever_is_due(connection, provider, now):
    for minutes in (0, 1):
        provider.sent.clear()
        ask(connection, now + minutes * MINUTE)
        perform_waiting(now + minutes * MINUTE)
        assert {feed for _token, feed, _first in provider.sent} == {"night", "calm", "steps"}


def test_a_named_feed_is_read_with_what_is_due_and_nothing_else(connection, provider, now):
    ask(connection, now)
    perform_waiting(now)
    provider.sent.clear()

    ask(connection, now + MINUTE, Run.Trigger.NOTICE, feeds=["calm"])
    perform_waiting(now + MINUTE)

    assert [feed for _token, feed, _first in provider.sent] == ["calm"]


def test_what_waits_for_its_re_read_alone_is_asked_for_as_a_repair(connection, provider, now):
    Connection.objects.update(asks_next_at=now + MINUTE, sweeps_next_at=now)
    queue.request_due("pulsar", now)
    assert Run.objects.get().priority == Priority.REPAIR

    queue.request_due("pulsar", now + MINUTE)
    assert Run.objects.get().priority == Priority.ROUND


def test_the_first_read_of_a_day_goes_back_a_week(connection, provider, now):
    ask(connection, now)
    perform_waiting(now)
    morning = now + timedelta(hours=20)
    back = 30 if (morning.date().toordinal() + connection.pk) % 7 == 0 else 7
    provider.sent.clear()

    ask(connection, morning)
    perform_waiting(morning)
    ask(connection, morning + MINUTE)
    perform_waiting(morning + MINUTE)

    firsts = [first for _token, feed, first in provider.sent if feed == "steps"]
    assert firsts == [morning.date() - timedelta(days=back), morning.date() - timedelta(days=3)]


def test_a_type_gone_silent_is_due_within_a_quarter_of_an_hour(club, application, provider, now):
    provider.feeds = tuple(replace(feed, notice_type=feed.key) for feed in provider.feeds)
    queue.request_due("pulsar", now)
    ProviderApplication.objects.update(live_types=["night", "calm", "steps"])
    perform_waiting(now)
    assert not Connection.objects.filter(asks_next_at__lt=now + timedelta(hours=2)).exists()

    queue.request_due("pulsar", now + MINUTE)

    assert not Connection.objects.filter(asks_next_at__gt=now + 16 * MINUTE).exists()
    assert ProviderApplication.objects.get().live_types == []


def test_a_crash_of_ours_is_not_repeated_each_minute(connection, provider, now):
    class Broken(Counting):
        def observations(self, credentials, **asked):
            raise ZeroDivisionError

    provider.__class__ = Broken
    queue.request_due("pulsar", now)
    with pytest.raises(ZeroDivisionError):
        engine.perform_waiting(now)

    assert queue.request_due("pulsar", now + MINUTE) == 0
    assert queue.request_due("pulsar", now + 15 * MINUTE) == 1


def test_a_repair_that_waits_reads_what_is_due_too_once_the_round_has_asked(connection, provider, now):
    ask(connection, now, Run.Trigger.REPAIR, holes={"night": [TUESDAY - timedelta(days=9)]})

    queue.request_due("pulsar", now)

    run = Run.objects.get()
    assert (run.priority, run.reads_plan, list(run.holes)) == (Priority.ROUND, True, ["night"])
    engine.perform_waiting(now)
    assert {feed for _token, feed, _first in provider.sent} == {"night", "calm", "steps"}


def test_without_an_application_a_run_says_so(connection, provider, now):
    run = ask(connection, now)
    ProviderApplication.objects.all().delete()

    engine.perform_waiting(now)

    run.refresh_from_db()
    assert (run.state, run.error_code) == (Run.State.FAILED, "not_askable")
