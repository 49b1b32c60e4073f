"""Which types of notices can be relied on, and when polling has shown that one is silent."""

from datetime import timedelta

import pytest

from sync import applications
from sync.models import NoticeSubscription, Run
from sync.subscriptions import agree, is_silent, live_types
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.fakes.notices import LIFE, let_notify

HOUR = timedelta(hours=1)


@pytest.fixture
def told(provider, application, now, settings):
    """In force for a day; both types notified an hour ago."""
    settings.SITE_URL = "https://ringside.example"
    let_notify(provider, now)
    agree(provider, now - timedelta(days=1))
    NoticeSubscription.objects.update(last_notice_at=now - HOUR)


def row(notice_type="nightly", event="create") -> NoticeSubscription:
    return NoticeSubscription.objects.get(notice_type=notice_type, event=event)


def test_a_type_is_relied_on_once_it_has_notified(told, provider, now):
    NoticeSubscription.objects.update(last_notice_at=None)
    assert live_types(provider, now) == frozenset()

    NoticeSubscription.objects.filter(notice_type="nightly", event="update").update(last_notice_at=now)
    assert live_types(provider, now) == {"nightly"}


def test_a_type_with_an_event_that_is_not_in_force_is_not_relied_on(told, provider, now):
    NoticeSubscription.objects.filter(notice_type="nightly", event="delete").update(verified_at=None)
    NoticeSubscription.objects.filter(notice_type="walked", event="update").delete()
    assert live_types(provider, now) == frozenset()


def test_nothing_is_relied_on_that_ran_out_or_calls_another_address(told, provider, now, settings):
    assert live_types(provider, now) == {"nightly", "walked"}
    assert live_types(provider, now + LIFE) == frozenset()

    settings.SITE_URL = "https://elsewhere.example"
    assert live_types(provider, now) == frozenset()


def test_nothing_is_relied_on_while_the_connector_is_off(told, provider, application, now):
    applications.disable(application)
    assert live_types(provider, now) == frozenset()


def polled(connection, now, minutes_ago, feed="night", trigger=Run.Trigger.SCHEDULE, **counts):
    at = now - timedelta(minutes=minutes_ago)
    tally = {feed: {"read": 3, "created": 0, "changed": 0, **counts}}
    return Run.objects.create(
        connection=connection, trigger=trigger, state=Run.State.DONE, asked_at=at, finished_at=at, tally=tally
    )


def test_news_that_polling_alone_found_make_a_type_silent(told, provider, connection, now):
    polled(connection, now, 25, created=1)
    polled(connection, now, 25, created=1)
    now = now + timedelta(minutes=10)

    assert not is_silent(row(), now - timedelta(minutes=10))
    assert is_silent(row(), now)
    assert not is_silent(row("walked"), now)
    assert live_types(provider, now) == {"walked"}


def test_a_few_lost_notices_of_many_athletes_make_no_type_silent(told, provider, connection, now):
    for _number in range(59):
        connect(provider, make_athlete(), now)
    for needed in (2, 3):
        while Run.objects.count() < needed:
            polled(connection, now, 25, created=1)
        assert is_silent(row(), now + timedelta(minutes=10)) == (needed == 3)


@pytest.mark.parametrize(
    "found",
    [
        {"minutes_ago": 45, "created": 0},  # nothing new: it has reason to be silent
        {"minutes_ago": 45, "feed": "steps", "created": 4},  # of another type
        {"minutes_ago": 45, "trigger": Run.Trigger.NOTICE, "created": 4},  # told of
        {"minutes_ago": 45, "trigger": Run.Trigger.FIRST_FILL, "created": 4},  # old
        {"minutes_ago": 100, "created": 4},  # told of since
        {"minutes_ago": 20, "created": 4},  # the notice may still come
    ],
)
def test_these_make_no_type_silent(told, provider, connection, now, found):
    NoticeSubscription.objects.filter(notice_type="nightly").update(last_notice_at=now - timedelta(minutes=80))
    for _time in range(3):
        polled(connection, now, **found)
    assert not is_silent(row(), now)


def test_one_piece_of_news_is_not_enough(told, provider, connection, now):
    NoticeSubscription.objects.update(last_notice_at=now - timedelta(minutes=120))
    polled(connection, now, 45, changed=1)
    assert not is_silent(row(), now)
    polled(connection, now, 40, changed=1)
    assert is_silent(row(), now)


def test_the_next_notice_ends_the_silence(told, provider, connection, now):
    NoticeSubscription.objects.update(last_notice_at=now - timedelta(minutes=120))
    for _time in range(2):
        polled(connection, now, 45, changed=1)
    NoticeSubscription.objects.filter(notice_type="nightly", event="create").update(last_notice_at=now)
    assert not is_silent(row(), now)
    assert live_types(provider, now) == {"nightly", "walked"}
