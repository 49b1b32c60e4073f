"""What is written waits for its commit, is never lost by the broker, and goes where the person reads."""

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from messaging import conf, outbox, sending, tasks
from messaging.models import Channel, ChatIdentity, OutboundMessage
from tests.builders.people import make_athlete
from tests.messaging.pigeon import letter, outcome

pytestmark = pytest.mark.django_db
State = OutboundMessage.State


def test_the_same_cause_writes_one_message(ada, pigeon, now):
    first, second = (outbox.write(letter(ada, text=text), now) for text in ("One", "Two"))

    assert first == second
    assert sending.send_due(None, now) == 1
    assert [one.text for one in pigeon.sent] == ["One"]


def test_a_subject_that_grew_too_long_is_cut(ada, pigeon, now):
    assert outbox.write(letter(ada, subject="s" * 300), now).subject == "s" * 200


def test_it_goes_to_the_queue_of_messages_after_the_commit(ada, pigeon, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = outbox.write(letter(ada), now)
        assert not OrmQ.objects.exists()

    task = OrmQ.objects.get()
    assert (task.key, task.func(), task.task["args"]) == ("messages", "messaging.tasks.send", (message.pk,))


def test_a_claim_whose_worker_was_lost_waits_again(ada, pigeon, now):
    message = outbox.write(letter(ada), now)
    OutboundMessage.objects.update(state=State.SENDING, claimed_at=now, tries=1)

    assert sending.release_stale_claims(now + timedelta(minutes=1)) == 0
    assert sending.release_stale_claims(now + timedelta(minutes=3)) == 1

    assert outcome(message) == ("waiting", "worker_lost")
    assert sending.send_due(None, now + timedelta(minutes=3)) == 1


def test_a_message_that_kills_every_worker_is_dead_in_the_end(ada, pigeon, now):
    message = outbox.write(letter(ada), now)
    OutboundMessage.objects.update(state=State.SENDING, claimed_at=now, tries=conf.MOST_TRIES)

    sending.release_stale_claims(now + timedelta(minutes=3))

    assert outcome(message) == ("dead", "worker_lost")


def test_what_the_broker_lost_is_enqueued_again(ada, pigeon, now):
    due = outbox.write(letter(ada), now)
    outbox.write(letter(ada, once="cause-2"), now, due_at=now + timedelta(hours=1))

    assert outbox.enqueue_lost(now, queue_length=1) == 0
    assert outbox.enqueue_lost(now, queue_length=0) == 1
    assert OrmQ.objects.get().task["args"] == (due.pk,)


def test_the_tick_sends_nothing_itself_and_the_task_does(ada, pigeon, now):
    message = outbox.write(letter(ada), now)

    tasks.tick()
    assert pigeon.sent == []
    assert OrmQ.objects.count() == 1
    tasks.send(message.pk)

    assert len(pigeon.sent) == 1


def test_what_was_said_long_ago_is_emptied_and_what_waits_is_kept(ada, pigeon, now):
    sent = outbox.write(letter(ada), now)
    sending.send_due(None, now)
    waiting = outbox.write(letter(ada, once="cause-2"), now, due_at=now + timedelta(days=90))

    assert sending.forget_texts(now + timedelta(days=29)) == 0
    assert sending.forget_texts(now + timedelta(days=31)) == 1

    texts = dict(OutboundMessage.objects.values_list("pk", "text"))
    assert texts == {sent.pk: "", waiting.pk: "Hello"}


def test_the_usual_channel_is_where_somebody_was_written_to_last(ada, pigeon, now):
    assert outbox.usual_channel(ada) == "site"

    ChatIdentity.objects.create(channel="pigeon", speaker="U1", person=ada, confirmed_at=now)
    assert outbox.usual_channel(ada) == "pigeon"

    outbox.write(letter(ada, "site", address=""), now)
    sending.send_due(None, now)
    assert outbox.usual_channel(ada) == "site"
    outbox.write(letter(ada, once="cause-2"), now)
    sending.send_due(None, now + timedelta(minutes=1))
    assert outbox.usual_channel(ada) == "pigeon"

    Channel.objects.filter(key="pigeon").update(is_on=False)
    assert outbox.usual_channel(ada) == "site"
    assert outbox.usual_channel(make_athlete()) == "site"
