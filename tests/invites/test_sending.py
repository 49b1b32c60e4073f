"""Sending: issued and written in one, to where the person can be reached."""

from datetime import timedelta

import pytest
from django.db import transaction

from invites import conf, sending
from invites.issuing import CannotInvite
from invites.models import Invite
from messaging.models import Channel, ChatIdentity, OutboundMessage
from messaging.outbox import Letter, write
from messaging.sending import send_due
from sync import applications, registry
from tests.builders.people import make_athlete
from tests.invites.walking import PULSAR, invite_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application")]
MINUTE = timedelta(minutes=1)


def switch_on(*keys: str) -> None:
    for key in keys:
        Channel.objects.update_or_create(key=key, defaults={"is_on": True})


def make_known(person, channel: str, now) -> None:
    ChatIdentity.objects.create(channel=channel, person=person, speaker=f"speaker-{person.pk}", confirmed_at=now)


def keys_for(person) -> list[str]:
    return [key for key, _name in sending.channels_for(person)]


def test_invite_and_message_are_written_together(athlete, coach, now):
    invite = sending.send_invite(PULSAR, athlete, coach, "site", now)

    message = OutboundMessage.objects.get()
    assert (message.person, message.channel, message.once) == (athlete, "site", f"invite:{invite.pk}")
    assert (message.link, message.link_id) == ("invite", str(invite.pk))
    assert "Pulsar" in message.subject
    assert "Hello Ada" in message.text


def test_the_message_holds_no_link_and_no_token(athlete, coach, now):
    sending.send_invite(PULSAR, athlete, coach, "site", now)

    message = OutboundMessage.objects.get()
    assert "/i/" not in message.text + message.subject
    assert "http" not in message.text + message.subject


def test_when_the_transaction_is_undone_there_is_neither(athlete, coach, now):
    with transaction.atomic():
        sending.send_invite(PULSAR, athlete, coach, "site", now)
        transaction.set_rollback(True)

    assert not Invite.objects.exists()
    assert not OutboundMessage.objects.exists()


def test_the_minutes_begin_when_the_channel_takes_it(athlete, coach, now):
    invite = sending.send_invite(PULSAR, athlete, coach, "site", now)
    assert send_due(None, now + 3 * MINUTE) == 1

    invite.refresh_from_db()
    assert (invite.sent_at, invite.expires_at) == (now + 3 * MINUTE, now + 8 * MINUTE)


def test_a_message_of_a_revoked_invite_is_not_sent(athlete, coach, now):
    sending.send_invite(PULSAR, athlete, coach, "site", now)
    sending.send_invite(PULSAR, athlete, coach, "site", now)

    assert send_due(None, now) == 1
    assert [one.state for one in OutboundMessage.objects.order_by("pk")] == ["cancelled", "sent"]


@pytest.mark.usefixtures("coach")
def test_while_connecting_is_not_possible_nobody_is_invited_and_the_words_say_who_must_act(athlete, now, application):
    applications.disable(application)
    with pytest.raises(CannotInvite) as refused:
        sending.send_invite(PULSAR, athlete, None, "site", now)

    assert refused.value.code == "not_ready"
    assert "A consultant switches the connector on." in str(refused.value)
    assert not Invite.objects.exists()


def test_a_wearable_that_is_not_installed_invites_nobody(athlete, now, provider):
    registry.unregister(provider.key)
    with pytest.raises(CannotInvite) as refused:
        sending.send_invite(PULSAR, athlete, None, "site", now)

    assert refused.value.code == "unknown_provider"


def test_a_channel_that_does_not_reach_the_person_is_refused(athlete, now):
    with pytest.raises(CannotInvite) as refused:
        sending.send_invite(PULSAR, athlete, None, "slack", now)

    assert refused.value.code == "no_channel"
    assert not Invite.objects.exists()


# Where people can be reached


def test_the_sites_own_chat_reaches_everybody(athlete):
    assert keys_for(athlete) == ["site"]


def test_e_mail_needs_an_address_and_a_channel_in_use(athlete, squad):
    switch_on("email")

    assert keys_for(athlete) == ["site", "email"]
    assert keys_for(make_athlete(squad, "Bea", "Sampleton", email="")) == ["site"]


def test_a_chat_needs_a_known_speaker_and_a_channel_in_use(athlete, squad, now):
    make_known(athlete, "slack", now)
    assert keys_for(athlete) == ["site"]
    switch_on("slack")

    assert keys_for(athlete) == ["site", "slack"]
    assert keys_for(make_athlete(squad, "Bea", "Sampleton")) == ["site"]


def test_a_channel_switched_off_reaches_nobody(athlete, now):
    make_known(athlete, "slack", now)
    switch_on("slack")
    Channel.objects.update(is_on=False)

    assert keys_for(athlete) == ["site"]


def test_where_many_can_be_reached_costs_two_queries(squad, django_assert_num_queries):
    people = [make_athlete(squad, "Ada", f"Example{number}") for number in range(5)]
    with django_assert_num_queries(2):
        assert set(sending.channels_of(people)) == {person.pk for person in people}


def test_as_a_rule_people_read_where_they_were_written_to_last(athlete, coach, now):
    make_known(athlete, "slack", now)
    switch_on("slack")
    write(Letter(athlete, "slack", "Hello", "earlier"), now)
    OutboundMessage.objects.update(state=OutboundMessage.State.SENT, sent_at=now)

    assert sending.send_invite(PULSAR, athlete, coach, sending.USUAL, now).channel == "slack"


def test_who_read_elsewhere_once_is_written_to_on_the_site_when_that_is_over(athlete, coach, now):
    switch_on("slack")
    write(Letter(athlete, "slack", "Hello", "earlier"), now)
    OutboundMessage.objects.update(state=OutboundMessage.State.SENT, sent_at=now)

    assert sending.send_invite(PULSAR, athlete, coach, sending.USUAL, now).channel == "site"


# Many at once


def test_one_who_cannot_be_invited_stops_nobody_else(athlete, squad, coach, now):
    unreachable = make_athlete(squad, "Bea", "Sampleton", email="")
    tired = make_athlete(squad, "Cleo", "Placeholder")
    for _number in range(conf.MOST_A_CLIENT_AN_HOUR):
        invite_link(tired, now)
    switch_on("email")

    sent = sending.send_many(PULSAR, [unreachable, tired, athlete], coach, "email", now)

    assert [(one.person, one.invite is not None) for one in sent] == [
        (unreachable, False),
        (tired, False),
        (athlete, True),
    ]
    assert "cannot be reached there" in sent[0].words
    assert "enough invites for one hour" in sent[1].words
    assert OutboundMessage.objects.get().person == athlete


def test_when_nobody_can_be_invited_nobody_is(athlete, coach, now, application):
    applications.disable(application)
    with pytest.raises(CannotInvite):
        sending.send_many(PULSAR, [athlete], coach, "site", now)


# Healing


def test_a_new_link_goes_the_same_way_with_words_of_its_own(athlete, coach, now):
    switch_on("email")
    expired = sending.send_invite(PULSAR, athlete, coach, "email", now)
    healed = sending.send_again(expired, now + 6 * MINUTE)

    message = OutboundMessage.objects.get(once=f"invite:{healed.pk}")
    assert (message.channel, message.person) == ("email", athlete)
    assert "here is your new link" in message.text
    assert healed.heals == expired
