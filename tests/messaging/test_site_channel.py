"""The site's own chat as a channel: a message in the conversation, its link a button."""

import pytest

from messaging import outbox, sending
from messaging.models import Message, OutboundMessage
from tests.messaging.pigeon import letter, outcome

pytestmark = pytest.mark.django_db
State = OutboundMessage.State


def test_in_the_sites_own_chat_the_link_is_a_button(ada, ring, now):
    outbox.write(letter(ada, "site", address="", link="ring", link_id="7"), now)

    assert sending.send_due(None, now) == 1

    message = Message.objects.get()
    assert (message.conversation.athlete, message.author, message.button, message.button_id) == (ada, None, "ring", "7")
    assert "ringside.example/c/" not in message.text
    assert "The link is for you alone" in message.text


def test_a_message_handed_over_twice_stands_there_once(ada, now):
    message = outbox.write(letter(ada, "site", address=""), now)
    sending.send_due(None, now)
    OutboundMessage.objects.filter(pk=message.pk).update(state=State.WAITING)
    sending.send_due(None, now)

    assert Message.objects.count() == 1


@pytest.mark.parametrize("address", ["999999", "ada", "²", "-1"])
def test_the_conversation_of_nobody_is_a_dead_letter(ada, address, now):
    message = outbox.write(letter(ada, "site", address=address), now)

    sending.send_due(None, now)

    assert outcome(message) == ("dead", "cannot_deliver")
