"""Events, profiles and feeds that are always read whole become records; nothing is asked or written in vain."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from forms_engine.models import Record, RecordChange
from people.models import Person
from sync import queue, registry
from sync.engine import perform_run
from sync.models import Binding, Connection, FeedState, Run, SeriesDay
from sync.provider import PROFILE_ID, Series
from tests.builders.connections import connect, set_up_site
from tests.fakes.provider import ALL_FEEDS, ALL_FORMS, FakeProvider

MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)
SEVEN = datetime(2026, 3, 10, 7, 0, tzinfo=UTC)


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    granted = frozenset({"sleep", "move", "self"})
    fake = FakeProvider(feeds=ALL_FEEDS, forms=ALL_FORMS, granted=granted)
    registry.register(fake)
    yield fake
    registry.unregister(fake.key)


@pytest.fixture
def connection(db: None, provider: FakeProvider, athlete: Person, now: datetime) -> Connection:
    set_up_site(provider, now)
    Binding.objects.filter(feed__in=["night", "calm", "steps"]).update(is_active=False)
    Binding.objects.filter(feed__in=["runs", "devices", "wearer"]).update(is_active=True)
    return connect(provider, athlete, now)


def sync(connection: Connection, now: datetime) -> Run:
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    perform_run(run.pk, now)
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    return run


def records(connection: Connection, form_key: str) -> dict[str, Record]:
    found = connection.person.records.filter(form__key=form_key)
    return {record.source_id: record for record in found}


# Events


def test_two_events_of_a_day_are_two_records_under_the_vendors_ids(connection, provider, now):
    provider.put_event("runs", "run-a", TUESDAY, SEVEN, distance_m=5000)
    provider.put_event("runs", "run-b", TUESDAY, SEVEN + timedelta(hours=10), distance_m=3000)

    run = sync(connection, now)

    found = records(connection, "pulsar_runs")
    assert {key: (one.occurred_on, one.source_on, one.values) for key, one in found.items()} == {
        "run-a": (TUESDAY, TUESDAY, {"distance_m": 5000}),
        "run-b": (TUESDAY, TUESDAY, {"distance_m": 3000}),
    }
    assert found["run-a"].starts_at == SEVEN
    assert run.tally["runs"]["created"] == 2


def test_an_event_that_is_gone_is_withdrawn_only_when_its_document_is(connection, provider, now):
    provider.put_event("runs", "run-a", TUESDAY, SEVEN, distance_m=5000)
    provider.put_event("runs", "run-b", TUESDAY, SEVEN, distance_m=3000)
    sync(connection, now)
    hidden = provider.events["runs"]

    class Forgetful(FakeProvider):
        """Its list lacks an event that is there when asked for by itself."""

        def observations(self, credentials, *, access_token, feed, window):
            found = super().observations(credentials, access_token=access_token, feed=feed, window=window)
            return [one for one in found if one.source_id != "run-a"]

    forgetful = Forgetful(feeds=ALL_FEEDS, forms=ALL_FORMS, good_access=provider.good_access, events=provider.events)
    registry.register(forgetful)
    sync(connection, now)
    assert records(connection, "pulsar_runs")["run-a"].withdrawn_at is None

    del hidden["run-a"]
    sync(connection, now)

    found = records(connection, "pulsar_runs")
    assert found["run-a"].withdrawn_at == now
    assert found["run-b"].withdrawn_at is None


def test_an_event_whose_day_was_edited_moves_and_is_no_new_record(connection, provider, now):
    provider.put_event("runs", "run-a", TUESDAY, SEVEN, distance_m=5000)
    sync(connection, now)
    provider.put_event("runs", "run-a", MONDAY, SEVEN - timedelta(days=1), distance_m=5000)

    sync(connection, now)

    (record,) = records(connection, "pulsar_runs").values()
    assert (record.occurred_on, record.source_on) == (MONDAY, MONDAY)


def test_each_event_has_its_own_series(connection, provider, now):
    for number, name in enumerate(("run-a", "run-b")):
        pulse = Series(SEVEN, 5.0, (100.0 + number, 101.0))
        provider.put_event("runs", name, TUESDAY, SEVEN, {"run_pulse": pulse}, distance_m=1)

    sync(connection, now)

    assert set(SeriesDay.objects.values_list("source_id", "owner", "day")) == {
        ("run-a", "pulsar:runs", TUESDAY),
        ("run-b", "pulsar:runs", TUESDAY),
    }


# Profiles


def test_a_profile_is_one_record_of_no_day(connection, provider, now):
    provider.wearer = {"height_m": 1.83}

    sync(connection, now)

    (record,) = records(connection, "pulsar_wearer").values()
    assert (record.source_id, record.occurred_on, record.source_on) == (PROFILE_ID, None, None)
    assert record.values == {"height_m": 1.83}
    assert FeedState.objects.get(feed="wearer").last_data_on is None


def test_a_profile_that_changed_is_revised_with_history_and_cleared_when_the_person_says_no_more(
    connection, provider, now
):
    provider.wearer = {"height_m": 1.83}
    sync(connection, now)
    provider.wearer = {"height_m": 1.84}
    sync(connection, now + timedelta(days=1))

    (record,) = records(connection, "pulsar_wearer").values()
    assert record.values == {"height_m": 1.84}
    assert RecordChange.objects.get(record=record).before == {"height_m": 1.83}

    provider.wearer = {}
    sync(connection, now + timedelta(days=2))

    (record,) = records(connection, "pulsar_wearer").values()
    assert (record.values, record.withdrawn_at) == ({}, now + timedelta(days=2))


# What is always read whole


def test_a_device_set_up_years_ago_is_kept_whatever_days_are_asked_for(connection, provider, now):
    provider.put_event("devices", "old", date(2022, 5, 2), model="One")
    provider.put_event("devices", "new", TUESDAY, model="Two")

    sync(connection, now)

    assert {key: one.occurred_on for key, one in records(connection, "pulsar_devices").items()} == {
        "old": date(2022, 5, 2),
        "new": TUESDAY,
    }


def test_a_device_that_is_gone_is_withdrawn_however_old_it_is(connection, provider, now):
    provider.put_event("devices", "old", date(2022, 5, 2), model="One")
    sync(connection, now)
    del provider.events["devices"]["old"]

    sync(connection, now)

    assert records(connection, "pulsar_devices")["old"].withdrawn_at == now


def test_what_is_read_whole_has_no_first_fill(connection, provider, now):
    sync(connection, now)
    provider.asked.clear()

    while (queued := Run.objects.filter(state=Run.State.QUEUED).first()) is not None:
        perform_run(queued.pk, now)

    asked = {(feed, window.last < now.date() - timedelta(days=7)) for feed, window in provider.asked}
    assert ("runs", True) in asked
    assert not {("devices", True), ("wearer", True)} & asked


# Nothing new


def test_unchanged_events_and_profiles_write_nothing_and_cost_no_statement_more_than_an_unchanged_day(
    connection, provider, now
):
    Binding.objects.filter(feed__in=["runs", "devices", "wearer"]).update(is_active=False)
    Binding.objects.filter(feed="steps").update(is_active=True)
    provider.put("steps", TUESDAY, steps=10)
    sync(connection, now)
    one_day = _statements_of_a_sync(connection, now)
    Binding.objects.update(is_active=True)
    provider.wearer = {"height_m": 1.83}
    provider.put_event("devices", "old", date(2022, 5, 2), model="One")
    for number in range(4):
        pulse = {"run_pulse": Series(SEVEN, 5.0, (100.0, 101.0), (0, 7))}
        provider.put_event("runs", f"run-{number}", TUESDAY, SEVEN, pulse, distance_m=number)
    sync(connection, now)
    before = [list(model.objects.order_by("pk").values()) for model in (Record, RecordChange, SeriesDay)]

    settled = _statements_of_a_sync(connection, now)

    assert settled == one_day
    assert [list(model.objects.order_by("pk").values()) for model in (Record, RecordChange, SeriesDay)] == before


def _statements_of_a_sync(connection: Connection, now: datetime) -> int:
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    with CaptureQueriesContext(database) as captured:
        perform_run(run.pk, now)
    return len(captured)
