"""Who goes first, and what waits for the budget."""

from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django_q.models import OrmQ

from sync import budget, engine, queue, registry
from sync.errors import RateLimited
from sync.models import Connection, Priority, ProviderApplication, Run
from sync.provider import MOST_CALLS_AT_ONCE
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.builders.runs import perform_waiting
from tests.sync.asking import MINUTE, TUESDAY, Counting, ask, limit_to, spent, states


@pytest.fixture
def provider():
    counting = Counting()
    registry.register(counting)
    yield counting
    registry.unregister(counting.key)


@pytest.fixture
def club(application: ProviderApplication, provider: Counting, now: datetime) -> list[Connection]:
    return [connect(provider, make_athlete(), now) for _number in range(12)]


# Who goes first


def test_a_ticket_takes_the_most_urgent_whoever_asked_first(club, now):
    triggers = [Run.Trigger.REPAIR, Run.Trigger.SCHEDULE, Run.Trigger.NOTICE, Run.Trigger.PERSON] * 3
    runs = [ask(one, now, trigger) for one, trigger in zip(club, triggers, strict=True)]

    assert engine.perform_waiting(now) == 8

    ended = Run.objects.filter(state=Run.State.DONE, pk__in=[run.pk for run in runs])
    assert sorted(ended.values_list("priority", flat=True)) == [0, 0, 0, 1, 1, 1, 2, 2]


def test_what_a_trigger_is_worth():
    assert {trigger.value: priority for trigger, (priority, _feeds) in queue.USUAL.items()} == {
        "person": Priority.PERSON,
        "first_fill": Priority.PERSON,
        "notice": Priority.NOTICE,
        "schedule": Priority.ROUND,
        "repair": Priority.REPAIR,
    }


def test_an_ask_joined_by_a_more_urgent_one_becomes_as_urgent_and_waits_no_more(
    connection, now, django_capture_on_commit_callbacks
):
    run = ask(connection, now, Run.Trigger.REPAIR)
    Run.objects.update(waits_until=now + MINUTE)

    with django_capture_on_commit_callbacks(execute=True):
        ask(connection, now, Run.Trigger.NOTICE, feeds=["night"])

    run.refresh_from_db()
    assert (run.priority, run.waits_until, run.feeds) == (Priority.NOTICE, None, [queue.EVERY_FEED])
    assert OrmQ.objects.count() == 1


def test_one_joined_by_a_less_urgent_one_stays_as_it_is(connection, now):
    run = ask(connection, now, Run.Trigger.NOTICE, feeds=["night"])
    ask(connection, now, Run.Trigger.SCHEDULE)
    ask(connection, now, Run.Trigger.NOTICE, feeds=["steps"])

    run.refresh_from_db()
    assert (run.priority, run.feeds) == (Priority.NOTICE, ["night", "steps"])


def test_older_chunks_come_alone_and_give_way(club, provider, now):
    for connection in club[:2]:
        ask(connection, now, Run.Trigger.FIRST_FILL)
    assert engine.perform_waiting(now) == 2
    ask(club[2], now)

    assert engine.perform_waiting(now) == 1  # the person, not the fills
    assert engine.perform_waiting(now) == 1  # one fill, up to its end
    assert Run.objects.filter(state=Run.State.QUEUED, priority=Priority.FIRST_FILL).count() == 2


def test_a_fill_stops_between_chunks_for_somebody_who_waits(club, provider, now, settings):
    settings.SYNC_FIRST_FILL_DAYS = 400
    first, second = club[:2]
    # One feed: a chunk of it is asked for in this thread, which may ask for somebody else meanwhile.
    Connection.objects.update(scopes=["move"])
    ask(first, now, Run.Trigger.FIRST_FILL)
    engine.perform_waiting(now)
    seen = len(provider.sent)

    class Impatient(Counting):
        def observations(self, credentials, **asked):
            if len(self.sent) == seen + 3:
                ask(second, now)
            return super().observations(credentials, **asked)

    provider.__class__ = Impatient
    engine.perform_waiting(now)

    fill = Run.objects.get(connection=first, state=Run.State.QUEUED)
    assert fill.priority == Priority.FIRST_FILL
    assert not Run.objects.filter(connection=second, state=Run.State.DONE).exists()


# A cohort


def test_of_forty_who_connect_in_one_morning_all_see_today_before_anybodys_history_is_read(application, provider, now):
    for days_ago in (0, 30, 80):
        provider.put("night", TUESDAY - timedelta(days=days_ago), night_score=80)
    cohort = [connect(provider, make_athlete(), now) for _number in range(40)]
    for connection in cohort:
        ask(connection, now, Run.Trigger.FIRST_FILL)
    cut = TUESDAY - timedelta(days=14)

    perform_waiting(now)

    newest = [number for number, (_token, _feed, first) in enumerate(provider.sent) if first >= cut]
    older = [number for number, (_token, _feed, first) in enumerate(provider.sent) if first < cut]
    assert len({provider.sent[number][0] for number in newest}) == 40
    assert max(newest) < min(older)
    # Three feeds: the newest days, then those up to ninety in three wide pieces.
    assert len(provider.sent) == 40 * 3 * 4
    assert set(Connection.objects.values_list("state", flat=True)) == {Connection.State.CONNECTED}


def test_a_cohort_larger_than_the_budget_waits_and_is_served_without_a_refusal(application, provider, now):
    limit_to(100)
    provider.put("night", TUESDAY, night_score=80)
    for _number in range(40):
        ask(connect(provider, make_athlete(), now), now, Run.Trigger.FIRST_FILL)
    moment, seen = now, []
    while Run.objects.filter(state=Run.State.QUEUED).exists():
        perform_waiting(moment)
        seen.append(spent(moment))
        moment += MINUTE
    assert max(seen) <= 100
    assert moment - now < timedelta(hours=1)
    assert set(states()) == {Run.State.DONE}
    assert len([one for one in provider.sent if one[2] <= TUESDAY - timedelta(days=12)]) == 40 * 3 * 4


# The budget


def test_a_run_without_room_waits_and_has_not_failed(club, provider, now):
    limit_to(20)
    for connection in club:
        ask(connection, now, Run.Trigger.SCHEDULE)

    perform_waiting(now)

    waiting = Run.objects.filter(state=Run.State.QUEUED, priority=Priority.ROUND)
    assert len(provider.sent) == spent(now) == 18
    assert (waiting.count(), waiting.filter(starts=0, error_code="").count()) == (6, 6)
    assert set(Connection.objects.values_list("failures", "last_error")) == {(0, "")}
    perform_waiting(now + 6 * MINUTE)
    assert len(provider.sent) == 36


def test_a_person_is_read_though_the_round_has_spent_its_share(club, provider, now):
    limit_to(100)
    for connection in club[1:]:
        ask(connection, now, Run.Trigger.SCHEDULE)
    budget.take(budget.applications_with_budgets()[0], [(Priority.ROUND, 93)], now)

    run = ask(club[0], now)
    perform_waiting(now)

    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert Run.objects.filter(state=Run.State.QUEUED, priority=Priority.ROUND).count() >= 10


def test_pages_beyond_the_estimate_are_counted_afterwards(connection, provider, now):
    provider.pages = 4
    ask(connection, now)

    engine.perform_waiting(now)

    assert spent(now) == 12


def test_after_the_first_word_of_a_limit_for_all_nothing_more_is_sent_and_who_was_not_asked_waits(
    application, provider, now
):
    at_once = Barrier(MOST_CALLS_AT_ONCE - 1)

    class Limited(Counting):
        def observations(self, credentials, **asked):
            super().observations(credentials, **asked)
            at_once.wait(timeout=30)  # as many as the pool has threads are under way when the first is answered
            raise RateLimited("Too many.", 60, limit=(300, 120))

    provider.__class__ = Limited
    athletes = MOST_CALLS_AT_ONCE // 3 + 3
    runs = [ask(connect(provider, make_athlete(), now), now) for _number in range(athletes)]

    engine.perform_runs([run.pk for run in runs], now)

    assert len(provider.sent) == MOST_CALLS_AT_ONCE - 1
    assert states().count(Run.State.QUEUED) >= 2
    assert set(Run.objects.filter(state=Run.State.QUEUED).values_list("waits_until", flat=True)) == {now + MINUTE}
    told = ProviderApplication.objects.get()
    assert (told.asks_again_at, told.limit_requests, told.limit_window_s) == (now + MINUTE, 300, 120)
    assert engine.perform_waiting(now + timedelta(seconds=59)) == 0
