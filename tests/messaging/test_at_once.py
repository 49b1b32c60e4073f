"""Two requests, or two workers, at the same moment: one question, one answer, one message sent."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from messaging import answering, outbox, sending
from messaging.conversations import conversation_of
from messaging.models import ChatIdentity, Conversation, InboundEvent, Message, OutboundMessage
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


def test_a_worker_passes_over_what_another_has_in_hand(ada, ring, pigeon, now):
    ChatIdentity.objects.create(channel="pigeon", speaker="U1", person=ada, confirmed_at=now)
    first, second = (
        InboundEvent.objects.create(
            channel="pigeon", event_id=name, speaker="U1", text="/ring", received_at=now, outcome=""
        )
        for name in ("e1", "e2")
    )
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM messaging_inboundevent WHERE id = %s FOR NO KEY UPDATE", [first.pk])
        assert answering.work_through(lambda: now)
        other.rollback()
    finally:
        other.close()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.done_at, second.done_at) == (None, now)


def test_of_two_workers_each_event_is_answered_by_one(ada, ring, pigeon, now):
    ChatIdentity.objects.create(channel="pigeon", speaker="U1", person=ada, confirmed_at=now)
    for number in range(5):
        InboundEvent.objects.create(
            channel="pigeon", event_id=f"e{number}", speaker="U1", text="/ring", received_at=now, outcome=""
        )

    at_once(lambda: answering.work_through(lambda: now), 3)

    assert len(ring.asked) == len(pigeon.sent) == OutboundMessage.objects.count() == 5
    assert not InboundEvent.objects.filter(done_at=None).exists()


def test_a_message_taken_by_several_workers_is_sent_by_one(ada, now):
    message = outbox.write(Letter(ada, "site", "Hello", "cause-1"), now)

    assert sum(at_once(lambda: sending.send_due(message.pk, now))) == 1
    assert Message.objects.count() == 1
    assert OutboundMessage.objects.get().tries == 1
