"""The functions django-q2 calls by name: no health value among their arguments, the clock read here."""

from django.utils import timezone

from alerts import daily, digest, queueing, shipped, telling


def evaluate() -> None:
    """What was written since; asks for another turn when there is more than one turn should take."""
    now = timezone.now()
    if daily.evaluate_waiting(now):
        queueing.ring(now)


def tell() -> None:
    telling.tell_due(timezone.now())


def tick() -> None:
    """Each minute: what the broker lost, the rounds of the day, what quiet hours held back."""
    now = timezone.now()
    if queueing.is_anything_waiting():
        queueing.ring(now)
    daily.look_for_missing(now)
    telling.tell_due(now)
    digest.send_digests(now)


def upkeep() -> None:
    """Once a day: rules that ship come as soon as the forms they read are there."""
    shipped.make_shipped_rules(timezone.now())
