"""/oura in the site's own chat, and on its way to another: answered at once, linked once, for one person."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from invites import issuing
from invites.models import Invite
from messaging import site_commands
from messaging.answering import work
from messaging.commands import read_command
from messaging.conversations import Saying, conversation_of
from messaging.links import button_for
from messaging.models import ChatIdentity, InboundEvent, Message, OutboundMessage
from sync.models import Connection
from tests.invites.walking import connect_through, issue, path_of, phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application")]
MINUTE = timedelta(minutes=1)


def say(athlete, words: str, now, once: str = "1") -> Message:
    spoken = read_command(words)
    assert spoken is not None
    conversation_of(athlete)
    site_commands.ask(athlete, spoken, Saying(athlete, athlete.full_name, words, once), now)
    return Message.objects.latest("pk")


@pytest.mark.parametrize("words", ["/pulsar", " /PULSAR ", "@Ringside /Pulsar", "&#47;pulsar", "/pulsar\u00a0"])
def test_in_the_sites_own_chat_the_answer_is_there_at_once_with_a_button(athlete, now, words):
    said = say(athlete, words, now)

    invite = Invite.objects.get()
    assert (said.button, said.button_id, said.author) == ("invite", str(invite.pk), None)
    assert (invite.sent_at, invite.delivered_at) == (now, now)
    assert "/i/" not in said.text


def test_the_button_in_the_chat_connects(athlete, now, clock):
    said = say(athlete, "/pulsar", now)
    path = urlsplit(button_for(said.button, said.button_id, athlete, athlete, now).url).path

    assert connect_through(phone(), path)["Location"] == "/i/ended/"
    assert Connection.objects.get().person == athlete
    assert button_for(said.button, said.button_id, athlete, athlete, now).url == ""


def test_a_command_sent_twice_makes_one_link(athlete, now):
    say(athlete, "/pulsar", now)
    say(athlete, "/pulsar", now)

    assert Invite.objects.count() == 1


def test_through_an_outside_chat_the_answer_goes_out_with_the_link_built_at_hand_over(athlete, now, mailoutbox):
    ChatIdentity.objects.create(channel="generic", speaker="ada-there", person=athlete, confirmed_at=now)
    event = InboundEvent.objects.create(
        channel="generic", event_id="e1", speaker="ada-there", text="/pulsar", received_at=now
    )
    work(event.pk, now)

    invite, message = Invite.objects.get(), OutboundMessage.objects.get()
    assert (message.link, message.link_id, message.once) == ("invite", str(invite.pk), invite.message_key)
    assert (invite.channel, invite.sent_at) == ("generic", None)


def test_a_link_of_somebody_else_is_in_no_answer(athlete, squad, coach, now):
    theirs = issue(coach, now)
    said = say(athlete, "/pulsar", now)

    assert said.button_id != str(theirs.pk)
    assert button_for(said.button, str(theirs.pk), athlete, athlete, now).url == ""
    issuing.hand_over(theirs, now)
    assert path_of(theirs) not in str(button_for(said.button, str(theirs.pk), athlete, athlete, now))
