"""What django-q2 calls by name for inbound messages and polling: ids as arguments, the clock read here."""

from django.utils import timezone

from messaging import answering, inbound, polling


def work(event_id: int) -> None:
    answering.work(event_id, timezone.now())


def tick() -> None:
    """Each minute: what the broker lost, and what a silent chat system did not tell us."""
    now = timezone.now()
    inbound.revive(now)
    polling.poll_all(now)


def prune() -> None:
    """Once a day."""
    inbound.prune(timezone.now())
