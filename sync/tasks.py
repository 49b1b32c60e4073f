"""The functions django-q2 calls by name: three lines each, no arguments, the clock read here."""

from django.utils import timezone
from django_q.brokers import get_broker

from sync import consenting, disconnecting, engine, pruning, queue, registry, righting, subscriptions
from sync.models import Pulse


def perform() -> None:
    """A ticket: the best of the runs that wait are performed, whichever they are."""
    engine.perform_waiting(timezone.now())


def tick() -> None:
    """Each minute: beat the pulse, give lost asks another chance."""
    now = timezone.now()
    beat("tick")
    queue.revive(now, get_broker().queue_size())


def beat(name: str) -> None:
    """Note that the cluster that does this is alive. Each cluster puts right what keeps the other from it."""
    now = timezone.now()
    Pulse.objects.update_or_create(name=name, defaults={"beaten_at": now})
    righting.put_right(now)


def sync_round() -> None:
    """Every minute: ask for every connection of which a feed is due."""
    now = timezone.now()
    pruning.drop_left_grants(now)
    for provider in registry.all_providers():
        queue.request_due(provider.key, now)


def ask_about_new_feeds() -> None:
    """Every hour: ask connected athletes once for data types that came into use."""
    now = timezone.now()
    for provider in registry.all_providers():
        consenting.ask_about_new(provider, now)


def agree_on_notices() -> None:
    """Every five minutes a look whether the vendors' subscriptions agree with what is used; hourly it is made sure."""
    subscriptions.agree_all(timezone.now())


def upkeep() -> None:
    """Once a day: end the grants of people long gone, forget what nobody needs any more."""
    now = timezone.now()
    for provider in registry.all_providers():
        disconnecting.end_rested(provider, now)
    pruning.prune(now)
