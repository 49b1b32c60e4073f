"""Two requests, or two workers, at the same moment: one question, one answer, one message sent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from messaging import outbox, sending
from messaging.conversations import conversation_of
from messaging.models import Conversation, Message, OutboundMessage
from messaging.outbox import Letter
from messaging.writing import write_message

pytestmark = pytest.mark.django_db(transaction=True)
ONCE = "0123456789abcdefABCDEF"


def at_once(do: Callable[[], object], times: int = 4) -> list[object]:
    """What `do` gave, done in as many threads, each with a database connection of its own."""

    def doing() -> object:
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [one.result() for one in [pool.submit(doing) for _time in range(times)]]


def test_a_command_sent_several_times_at_once_is_asked_and_answered_once(ada, ring, now):
    conversation = conversation_of(ada)

    found = at_once(lambda: write_message(ada, conversation, "/ring", ONCE, now))

    assert len({message.pk for message in found}) == 1
    assert len(ring.asked) == 1
    assert Message.objects.count() == 2


def test_a_conversation_begun_by_several_at_once_is_one(ada):
    assert len({one.pk for one in at_once(lambda: conversation_of(ada))}) == 1
    assert Conversation.objects.count() == 1


def test_a_cause_written_by_several_at_once_is_one_message(ada, now):
    letter = Letter(ada, "site", "Hello", "cause-1")

    assert len({one.pk for one in at_once(lambda: outbox.write(letter, now))}) == 1


def test_a_message_taken_by_several_workers_is_sent_by_one(ada, now):
    message = outbox.write(Letter(ada, "site", "Hello", "cause-1"), now)

    assert sum(at_once(lambda: sending.send_due(message.pk, now))) == 1
    assert Message.objects.count() == 1
    assert OutboundMessage.objects.get().tries == 1
