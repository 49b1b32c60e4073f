"""Notices of a connection's state: to whom it concerns, once for its cause, outside quiet hours, or not at all."""

from datetime import datetime, time, timedelta

import pytest

from messaging import notices, sending
from messaging.models import Channel, Message, MessageSender, OutboundMessage
from messaging.wording import About
from sync import registry
from sync.models import Connection
from sync.signals import feeds_added
from sync.states import move
from tests.builders.people import make_coach
from tests.fakes.provider import FakeProvider

pytestmark = pytest.mark.django_db
State = Connection.State


@pytest.fixture
def connection(ada, now):
    provider = FakeProvider()
    registry.register(provider)
    yield Connection.objects.create(
        provider=provider.key, person=ada, account_id="account", preset="pulsar", state_since=now, authorised_at=now
    )
    registry.unregister(provider.key)


@pytest.fixture
def go(connection, django_capture_on_commit_callbacks):
    """Move the connection as sync does, and let what follows the commit happen."""

    def going(state: str, moment: datetime) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            move(connection, State(state), moment, "because")
            connection.save()

    return going


def written() -> list[str]:
    return [one.once.split("-")[1] for one in OutboundMessage.objects.order_by("pk")]


def test_first_data_is_told_to_the_athlete_in_their_conversation(ada, go, now):
    go("connected", now)
    sending.send_due(None, now)

    message = Message.objects.get()
    assert message.conversation.athlete == ada
    assert message.text.startswith("Hello Ada, it works: your first Pulsar data has arrived at Ringside.")


def test_a_connection_that_must_be_made_anew_is_told_without_a_link(go, now):
    go("reconnect_needed", now)

    message = OutboundMessage.objects.get()
    assert message.link == ""
    assert "Write /pulsar in your chat" in message.text
    assert message.subject == "Please connect Pulsar again"


def test_a_lapsed_membership_is_told(go, now):
    go("membership_lapsed", now)

    assert "your membership has ended" in OutboundMessage.objects.get().text


@pytest.mark.parametrize("state", ["paused", "disconnected", "waiting"])
def test_other_states_are_no_news_for_the_athlete(go, now, state):
    go(state, now)

    assert written() == []


def test_recovering_is_no_first_data(go, now):
    go("membership_lapsed", now)
    go("connected", now + timedelta(days=3))

    assert written() == ["membership_lapsed"]


def test_first_data_without_a_type_is_first_data(go, now):
    go("type_missing", now)
    go("connected", now + timedelta(hours=1))

    assert written() == ["first_data"]


def test_each_is_told_once_for_its_cause(connection, go, now):
    go("connected", now)
    for _time in range(2):
        notices.hear_state(Connection, connection.pk, "connected", "waiting", now + timedelta(hours=1))
    go("reconnect_needed", now + timedelta(days=1))
    go("waiting", now + timedelta(days=2))
    go("reconnect_needed", now + timedelta(days=3))

    assert written() == ["first_data", "reconnect", "reconnect"]


def test_a_notice_waits_for_the_end_of_the_quiet_hours(go, now):
    MessageSender.objects.create(quiet_from=time(11), quiet_until=time(14))

    go("connected", now)

    assert OutboundMessage.objects.get().due_at == now + timedelta(hours=2)
    assert sending.send_due(None, now) == 0


def test_a_coachs_notice_waits_for_it_too(ada, coach, connection, now):
    MessageSender.objects.create(quiet_from=time(11), quiet_until=time(14))

    notices.notify_coach(coach, ada, "pulsar", "site", "invite-1", now)

    assert OutboundMessage.objects.get().due_at == now + timedelta(hours=2)


def test_notices_can_be_switched_off(ada, coach, go, now):
    MessageSender.objects.create(sends_notices=False)

    go("connected", now)
    notices.notify_coach(coach, ada, "pulsar", "site", "invite-1", now)

    assert written() == []


def test_who_left_is_told_nothing(ada, coach, go, now):
    for person in (ada, coach):
        person.is_active = False
        person.save()

    go("connected", now)
    notices.notify_coach(coach, ada, "pulsar", "site", "invite-1", now)

    assert written() == []


def test_a_connection_that_is_gone_by_then_is_told_nothing(connection, now):
    notices.hear_state(Connection, connection.pk + 1, "connected", "waiting", now)

    assert written() == []


def test_a_person_who_reads_elsewhere_is_told_there(ada, now):
    Channel.objects.create(key="email", is_on=True)
    OutboundMessage.objects.create(
        channel="email", person=ada, text="x", once="x", asked_at=now, due_at=now, sent_at=now, state="sent"
    )

    notices.notify("first_data", ada, About("oura"), "once-1", now)

    assert OutboundMessage.objects.get(once="once-1").channel == "email"


def test_the_coach_is_told_of_an_unused_invite_where_only_staff_see_it(ada, coach, connection, now):
    for _time in range(2):
        notices.notify_coach(coach, ada, "pulsar", "slack", "invite-1", now)
    sending.send_due(None, now)

    message = Message.objects.get()
    assert (message.conversation.athlete, message.for_staff) == (ada, True)
    assert message.text.startswith("Hello Bo, Ada Examplova did not use the invite to connect Pulsar")


def test_a_coach_who_reads_on_the_invites_channel_is_told_there(ada, coach, connection, now):
    Channel.objects.create(key="email", is_on=True)

    notices.notify_coach(coach, ada, "pulsar", "email", "invite-1", now)
    notices.notify_coach(make_coach(first="Mute", email=""), ada, "pulsar", "email", "invite-2", now)

    assert [(one.channel, one.address) for one in OutboundMessage.objects.order_by("pk")] == [
        ("email", coach.email),
        ("site", str(ada.pk)),
    ]


def test_data_types_that_came_into_use_are_asked_for_by_a_message_without_a_link(connection, now):
    feeds_added.send(Connection, connection_id=connection.pk, feeds=["steps"], now=now)
    feeds_added.send(Connection, connection_id=connection.pk, feeds=["steps"], now=now)

    (letter,) = OutboundMessage.objects.all()
    assert letter.once.startswith("notice-more_data-")
    assert "Write /pulsar in your chat for a link" in letter.text
    assert "http" not in letter.text
