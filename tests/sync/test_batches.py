"""Several runs in one task: waited for together, each ending by itself."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from forms_engine.models import Record, SealedValue
from people.models import Person
from sync import conf, engine, queue, registry
from sync.errors import ProviderUnavailable
from sync.models import Connection, Run
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.builders.runs import perform_waiting
from tests.fakes.provider import FakeProvider

TUESDAY = date(2026, 3, 10)


class Several(FakeProvider):
    """Keeps the tokens of several athletes good; `trouble`: access token → what asking with it does."""

    def __init__(self, **details) -> None:
        super().__init__(**details)
        self.trouble: dict[str, Exception] = {}

    def issue(self, now):
        good = self.good_access
        grant = super().issue(now)
        self.good_access = good | {grant.access_token}
        return grant

    def observations(self, credentials, *, access_token, feed, window):
        if access_token in self.trouble:
            raise self.trouble[access_token]
        return super().observations(credentials, access_token=access_token, feed=feed, window=window)


@pytest.fixture
def provider():
    several = Several()
    registry.register(several)
    yield several
    registry.unregister(several.key)


@pytest.fixture
def connections(application, provider: Several, now: datetime) -> list[Connection]:
    """Three athletes, whose access tokens are access-1 to access-3."""
    provider.put("night", TUESDAY, night_score=81)
    return [connect(provider, make_athlete(), now) for _number in range(3)]


@pytest.fixture
def ask(connections: list[Connection]) -> Callable[[datetime], list[Run]]:
    def ask_for_all(now: datetime) -> list[Run]:
        return [queue.request_sync(one, trigger=Run.Trigger.PERSON, now=now) for one in connections]

    return ask_for_all


def perform(runs: list[Run], now: datetime, **details) -> None:
    try:
        engine.perform_runs([run.pk for run in runs], now, **details)
        if not details:
            perform_waiting(now)  # older chunks of a first fill
    finally:
        for run in runs:
            run.refresh_from_db()


def people_with_records() -> set[int]:
    return set(Record.objects.filter(form__key="pulsar_nights").values_list("person_id", flat=True))


def test_every_run_of_a_batch_is_done(ask, connections, now):
    runs = ask(now)

    perform(runs, now)

    assert {run.state for run in runs} == {Run.State.DONE}
    assert people_with_records() == {one.person_id for one in connections}
    assert [run.tally["night"]["created"] for run in runs] == [1, 1, 1]


def test_runs_without_news_are_closed_and_say_so(ask, connections, now):
    perform(ask(now), now)
    later = now + timedelta(minutes=15)
    runs = ask(later)

    perform(runs, later)

    assert {run.state for run in runs} == {Run.State.DONE}
    assert [run.tally["night"]["unchanged"] for run in runs] == [1, 1, 1]
    assert set(Connection.objects.values_list("last_synced_at", flat=True)) == {later}


def test_the_statements_of_a_batch_do_not_grow_with_its_athletes(ask, connections, now):
    perform(ask(now), now)
    later = now + timedelta(minutes=15)
    alone, *others = ask(later)
    with CaptureQueriesContext(database) as for_one:
        engine.perform_run(alone.pk, later)

    with CaptureQueriesContext(database) as for_two:
        engine.perform_runs([run.pk for run in others], later)

    assert len(for_two) == len(for_one) <= 14


def test_what_the_vendor_refuses_to_one_leaves_the_others_alone(ask, connections, provider, now):
    provider.trouble["access-2"] = ProviderUnavailable("The vendor did not answer.")
    runs = ask(now)

    perform(runs, now)

    assert [run.state for run in runs] == [Run.State.DONE, Run.State.FAILED, Run.State.DONE]
    assert people_with_records() == {connections[0].person_id, connections[2].person_id}


def test_an_error_of_ours_in_one_run_rises_when_the_others_are_done(ask, provider, now):
    provider.trouble["access-1"] = ZeroDivisionError("secret words")
    runs = ask(now)

    with pytest.raises(ZeroDivisionError):
        perform(runs, now)

    assert [run.state for run in runs] == [Run.State.FAILED, Run.State.DONE, Run.State.DONE]
    assert runs[0].error_code == "crashed"


def test_errors_of_ours_in_several_runs_rise_together(ask, provider, now):
    provider.trouble = {"access-1": ZeroDivisionError(), "access-3": ZeroDivisionError()}
    runs = ask(now)

    with pytest.raises(ExceptionGroup) as caught:
        perform(runs, now)

    assert len(caught.value.exceptions) == 2
    assert [run.state for run in runs] == [Run.State.FAILED, Run.State.DONE, Run.State.FAILED]


def test_a_token_that_cannot_be_opened_stops_nobody_but_its_owner(ask, connections, now):
    spoilt: Person = connections[1].person
    with database.cursor() as cursor:
        ids = SealedValue.objects.filter(record__person=spoilt).values_list("pk", flat=True)
        cursor.execute("UPDATE forms_engine_sealedvalue SET text = %s WHERE id = ANY(%s)", [b"no seal", list(ids)])
    runs = ask(now)

    with pytest.raises(Exception, match="TOKEN_KEYS"):
        perform(runs, now)

    assert [run.state for run in runs] == [Run.State.DONE, Run.State.FAILED, Run.State.DONE]


def test_runs_that_cannot_begin_in_time_go_back_to_wait(ask, connections, now):
    runs = ask(now)
    seconds = iter(range(0, 10_000, int(conf.BEGIN_BUDGET_S) + 1))

    perform(runs, now, clock=lambda: float(next(seconds)))

    assert [run.state for run in runs] == [Run.State.DONE, Run.State.QUEUED, Run.State.QUEUED]
    assert people_with_records() == {connections[0].person_id}


def test_a_run_somebody_else_has_is_left_out(ask, connections, now):
    runs = ask(now)
    engine.claim(runs[0].pk, now)

    perform(runs, now)

    assert [run.state for run in runs] == [Run.State.RUNNING, Run.State.DONE, Run.State.DONE]


def test_a_connection_that_ended_meanwhile_is_not_closed_as_well(ask, connections, provider, now):
    perform(ask(now), now)
    later = now + timedelta(minutes=15)
    runs = ask(later)
    Connection.objects.filter(pk=connections[0].pk).update(state=Connection.State.PAUSED)

    perform(runs, later)

    assert runs[0].error_code == "not_askable"
    assert [run.state for run in runs[1:]] == [Run.State.DONE, Run.State.DONE]


def test_many_runs_need_a_ticket_for_each_batch(db):
    queue.enqueue(queue.tickets_for(2 * conf.BATCH_RUNS + 1))

    assert [one.task["args"] for one in OrmQ.objects.all()] == [()] * 3
