"""What django-q2 calls by name for inbound messages and polling: without arguments, the clock read here."""

from django.utils import timezone

from messaging import answering, inbound, polling


def work() -> None:
    """Answers what waits. One that fails, or has worked long enough, calls the next."""
    is_all_done = False
    try:
        is_all_done = answering.work_through(timezone.now)
    finally:
        if not is_all_done:
            inbound.ring(timezone.now())


def tick() -> None:
    """Each minute: what the broker lost, and what a silent chat system did not tell us."""
    now = timezone.now()
    inbound.revive(now)
    polling.poll_all(now)


def prune() -> None:
    """Once a day."""
    inbound.prune(timezone.now())
