"""Polling: what a webhook did not tell is heard all the same, and what it told is not heard twice."""

from datetime import UTC, datetime, timedelta

import pytest

from messaging import inbound, polling
from messaging.models import Channel, InboundEvent
from tests.messaging.chatting import ping_command, set_up, vendor_of
from tests.messaging.servers.listening import Response

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def ping():
    with ping_command():
        yield


@pytest.fixture
def vendor():
    with vendor_of("trainerize") as vendor:
        set_up(vendor)
        yield vendor


def test_a_command_the_webhook_never_told_is_heard_once(vendor):
    vendor.say("ada", "/ping", NOW - 5 * MINUTE)

    assert [polling.poll_all(NOW), polling.poll_all(NOW + MINUTE), polling.poll_all(NOW + 10 * MINUTE)] == [1, 0, 0]
    assert InboundEvent.objects.get().speaker == vendor.speaker_id("ada")


def test_a_command_the_webhook_told_is_not_heard_again(vendor):
    call = vendor.say("ada", "/ping", NOW - 2 * MINUTE)
    channel = Channel.objects.get(key="trainerize")
    inbound.take_in(channel, vendor.kind.hear(call, vendor.settings, NOW).heard, NOW - 2 * MINUTE)

    assert polling.poll("trainerize", NOW) == 0


def test_a_second_command_is_heard_though_the_first_was_told(vendor):
    channel = Channel.objects.get(key="trainerize")
    call = vendor.say("ada", "/ping", NOW - 8 * MINUTE, 1)
    inbound.take_in(channel, vendor.kind.hear(call, vendor.settings, NOW).heard, NOW - 8 * MINUTE)
    vendor.say("ada", "/ping", NOW - 2 * MINUTE, 2)

    assert polling.poll("trainerize", NOW) == 1


def test_other_talk_is_not_kept(vendor):
    vendor.say("ada", "see you tomorrow", NOW - MINUTE)

    assert polling.poll("trainerize", NOW) == 0
    assert not InboundEvent.objects.exists()


def test_while_it_is_down_nothing_is_forgotten(vendor):
    polling.poll("trainerize", NOW - 60 * MINUTE)
    vendor.say("ada", "/ping", NOW - 50 * MINUTE)
    vendor.listener.troubles = [Response(503)]

    assert polling.poll("trainerize", NOW - 45 * MINUTE) == 0
    assert Channel.objects.get(key="trainerize").problem != ""
    assert polling.poll("trainerize", NOW) == 1


def test_a_resting_or_switched_off_channel_is_not_asked(vendor):
    Channel.objects.filter(key="trainerize").update(rests_until=NOW + MINUTE)
    polling.poll("trainerize", NOW)
    Channel.objects.filter(key="trainerize").update(rests_until=None, is_on=False)
    polling.poll("trainerize", NOW)
    polling.poll("never entered", NOW)

    assert vendor.listener.requests == []
