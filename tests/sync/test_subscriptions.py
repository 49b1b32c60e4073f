"""The vendor's subscriptions agree with what the site uses, whatever was there before, and never double."""

from datetime import timedelta
from itertools import count
from urllib.parse import urlencode, urlsplit
from zlib import crc32

import pytest
from django.db import connections
from django.test import Client

from sync import applications
from sync.errors import ProviderMisconfigured, ProviderUnavailable, RateLimited, SubscriptionRefused
from sync.models import Binding, NoticeSubscription, ProviderApplication
from sync.notice_keys import forget_keys
from sync.subscriptions import agree, agree_all, live_types
from tests.fakes.notices import LIFE, FakeNotices, let_notify

SITE = "https://ringside.example"
DOOR = f"{SITE}/notices/pulsar/"
EVENTS = ("create", "delete", "update")
ALL = sorted((name, event) for name in ("nightly", "walked") for event in EVENTS)
HOUR = timedelta(hours=1)


@pytest.fixture
def provider(provider, settings):
    settings.SITE_URL = SITE
    return provider


@pytest.fixture
def notices(provider, application, now) -> FakeNotices:
    return let_notify(provider, now)


def row(notice_type="nightly", event="create") -> NoticeSubscription:
    return NoticeSubscription.objects.get(notice_type=notice_type, event=event)


def switch_off(*feeds: str) -> None:
    Binding.objects.filter(feed__in=feeds).update(is_active=False)


# Making


def test_each_event_of_each_type_in_use_is_subscribed_once(notices, provider, now):
    agree(provider, now)

    assert notices.pairs() == ALL
    found = row()
    assert found.vendor_id in notices.held
    assert (found.callback_url, found.verified_at, found.expires_at) == (DOOR, now, now + LIFE)
    assert found.problem == ""


def test_the_door_answers_the_handshake_while_they_are_made(notices, provider, now):
    forget_keys()

    def shake_hands(url: str, token: str) -> bool:
        asked = urlencode({"token": token, "challenge": "c-1"})
        answer = Client().get(f"{urlsplit(url).path}?{asked}")
        return answer.status_code == 200 and answer.json() == {"echo": "c-1"}

    notices.shake_hands = shake_hands
    agree(provider, now)

    assert notices.pairs() == ALL
    assert ProviderApplication.objects.get().verification_token


def test_agreeing_again_asks_nobody_until_the_hour_is_over_and_changes_nothing_then(notices, provider, now):
    agree(provider, now)
    before, held = list(NoticeSubscription.objects.values()), dict(notices.held)
    notices.calls.clear()

    agree(provider, now + timedelta(minutes=5))
    assert notices.calls == []

    agree(provider, now + HOUR)
    assert notices.calls == ["list"]
    assert (list(NoticeSubscription.objects.values()), notices.held) == (before, held)


def test_looking_whether_anything_is_due_takes_four_queries(notices, provider, now, django_assert_num_queries):
    agree(provider, now)
    with django_assert_num_queries(4):
        agree(provider, now + timedelta(minutes=5))


@pytest.mark.parametrize(
    "site",
    [
        *("http://ringside.example", "https://localhost", "https://10.0.0.7", "https://ringside", "https://a.local"),
        "http://127.0.0.1:8000",
    ],
)
def test_none_is_made_where_the_vendor_cannot_call(notices, provider, now, settings, site):
    settings.SITE_URL = site

    agree(provider, now)

    assert notices.calls == []
    assert live_types(provider, now) == frozenset()


def test_the_vendor_of_the_demo_may_call_this_machine(notices, provider, application, now, settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    application.api_url = "http://127.0.0.1:8001"
    application.save()

    agree(provider, now)
    assert {one.callback_url for one in notices.held.values()} == {"http://127.0.0.1:8000/notices/pulsar/"}

    settings.IS_DEMO = False
    agree(provider, now + HOUR)
    assert notices.calls.count("list") == 1


def test_a_wearable_without_notices_is_left_alone(application, provider, now):
    agree_all(now)
    assert not NoticeSubscription.objects.exists()


# Keeping


def test_they_are_renewed_when_less_than_thirty_days_are_left(notices, provider, now):
    agree(provider, now)

    agree(provider, now + timedelta(days=59))
    assert "renew" not in notices.calls

    notices.now = later = now + timedelta(days=61)
    agree(provider, later)
    assert notices.calls.count("renew") == len(ALL)
    assert row().expires_at == later + LIFE
    assert row().verified_at == now


def test_they_are_repointed_when_the_site_moves(notices, provider, now, settings):
    agree(provider, now)
    ids = set(notices.held)
    settings.SITE_URL = "https://elsewhere.example"

    agree(provider, now + timedelta(minutes=5))

    assert set(notices.held) == ids
    assert {one.callback_url for one in notices.held.values()} == {"https://elsewhere.example/notices/pulsar/"}
    assert row().callback_url == "https://elsewhere.example/notices/pulsar/"


def test_one_that_the_vendor_lost_is_made_anew(notices, provider, now):
    agree(provider, now)
    del notices.held[row().vendor_id]

    agree(provider, now + HOUR)

    assert notices.pairs() == ALL
    assert row().vendor_id in notices.held


def test_those_of_our_door_are_adopted_and_those_of_others_left_alone(notices, provider, now):
    mine = notices.hold("nightly", "create", DOOR)
    other = notices.hold("walked", "create", "https://other.example/notices/pulsar/")

    agree(provider, now)

    assert row().vendor_id == mine.id
    assert notices.held[other.id] == other
    assert notices.pairs() == sorted([*ALL, ("walked", "create")])


def test_of_doubles_the_one_that_lives_longest_stays(notices, provider, now):
    short = notices.hold("nightly", "create", DOOR, now + timedelta(days=40))
    long = notices.hold("nightly", "create", DOOR, now + timedelta(days=80))

    agree(provider, now)

    assert short.id not in notices.held
    assert row().vendor_id == long.id
    assert notices.pairs() == ALL


# Ending


def test_a_type_no_feed_in_use_needs_is_ended_soon(notices, provider, now):
    agree(provider, now)

    switch_off("night")
    agree(provider, now + timedelta(minutes=5))
    assert notices.pairs() == ALL  # the calm feed is told of by the same notices

    switch_off("calm")
    agree(provider, now + timedelta(minutes=10))
    assert notices.pairs() == [pair for pair in ALL if pair[0] == "walked"]
    assert not NoticeSubscription.objects.filter(notice_type="nightly").exists()


def test_all_end_when_the_connector_is_switched_off_and_come_back_with_it(notices, provider, application, now):
    agree(provider, now)

    applications.disable(application)
    agree(provider, now + timedelta(minutes=5))
    assert notices.held == {}
    assert not NoticeSubscription.objects.exists()

    applications.enable(application)
    agree(provider, now + timedelta(minutes=10))
    assert notices.pairs() == ALL


# Troubles


def test_a_refusal_stands_on_its_row_and_leaves_the_others_alone(notices, provider, now):
    notices.fail["nightly"] = SubscriptionRefused("Pulsar cannot reach the door: the operator opens it.")

    agree(provider, now)

    assert row().problem == "Pulsar cannot reach the door: the operator opens it."
    assert row().verified_at is None
    assert notices.pairs() == [pair for pair in ALL if pair[0] == "walked"]

    notices.fail.clear()
    agree(provider, now + timedelta(minutes=5))
    assert row().problem
    agree(provider, now + HOUR)
    assert (row().problem, row().verified_at) == ("", now + HOUR)


@pytest.mark.parametrize("error", [RateLimited("Pulsar asks us to wait."), ProviderMisconfigured("Wrong client.")])
def test_what_concerns_all_is_asked_once(notices, provider, now, error):
    notices.fail["subscribe"] = error

    agree(provider, now)

    assert notices.calls == ["list", "subscribe"]
    assert NoticeSubscription.objects.get().problem == str(error)


def test_a_vendor_that_does_not_answer_is_asked_again_soon(notices, provider, now):
    notices.fail["list"] = ProviderUnavailable("Pulsar does not answer.")
    agree(provider, now)
    assert row().problem == "Pulsar does not answer."

    notices.fail.clear()
    agree(provider, now + timedelta(minutes=5))
    assert notices.pairs() == ALL
    assert row().problem == ""


def test_an_outage_of_the_list_takes_nothing_from_what_is_in_force(notices, provider, now):
    agree(provider, now)
    NoticeSubscription.objects.update(last_notice_at=now)
    notices.fail["list"] = ProviderUnavailable("Pulsar does not answer.")

    agree(provider, now + HOUR)

    assert live_types(provider, now + HOUR) == {"nightly", "walked"}


def test_what_did_not_end_is_kept_in_mind_and_ended_later(notices, provider, now):
    agree(provider, now)
    switch_off("steps")
    notices.fail["unsubscribe"] = ProviderUnavailable("Pulsar does not answer.")
    agree(provider, now + timedelta(minutes=5))
    assert notices.pairs() == ALL

    notices.fail.clear()
    agree(provider, now + timedelta(hours=2))
    assert notices.pairs() == [pair for pair in ALL if pair[0] == "nightly"]
    assert not NoticeSubscription.objects.filter(notice_type="walked").exists()


def test_what_does_not_fit_into_the_time_follows_at_the_next_look(notices, provider, now):
    seconds = count(step=25)
    agree(provider, now, clock=lambda: float(next(seconds)))
    assert len(notices.held) == 2

    agree(provider, now + timedelta(minutes=5))
    assert notices.pairs() == ALL


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_no_doubles(notices, provider, now):
    """While one is at it, another finds the lock taken, on a line of its own to the database, and leaves."""
    second = connections.create_connection("default")
    try:
        with second.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [lock_of("pulsar")])
        agree(provider, now)
        assert notices.calls == []
    finally:
        second.close()

    agree(provider, now)
    assert notices.pairs() == ALL
    agree(provider, now + timedelta(minutes=5))
    assert notices.pairs() == ALL


def lock_of(provider_key: str) -> int:
    return crc32(f"notices of {provider_key}".encode())


def test_a_notice_noted_meanwhile_is_not_overwritten(notices, provider, now):
    agree(provider, now)
    stale = row()
    NoticeSubscription.objects.filter(pk=stale.pk).update(last_notice_at=now)
    notices.now = now + timedelta(days=61)

    agree(provider, notices.now)

    assert row().last_notice_at == now
