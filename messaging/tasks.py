"""The functions django-q2 calls by name for messages that go out: ids as arguments, the clock read here."""

from django.utils import timezone
from django_q.brokers import get_broker

from messaging import ai, outbox, sending


def send(message_id: int) -> None:
    sending.send_due(message_id, timezone.now())


def tick() -> None:
    """Each minute: claims without a worker, messages put off, and those the broker lost."""
    now = timezone.now()
    sending.release_stale_claims(now)
    outbox.enqueue_lost(now, get_broker(outbox.CLUSTER).queue_size())


def upkeep() -> None:
    """Once a day: forget what nobody needs any more."""
    now = timezone.now()
    ai.forget_exchanges(now)
    sending.forget_texts(now)
