"""Restarts a queue cluster that hangs.

A cluster whose worker was killed can hang with all its processes alive, so what counts is the age of its pulse,
a row that a task writes each minute.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.tasks import async_task

from config.supervisor import Supervisor
from sync import conf
from sync.models import Pulse

LOOK_EVERY_S = 30.0


class Watchdog:
    """Called by the supervisor each round: restarts `child` when the pulse named `pulse` has stopped.

    `ask` comes before each look: for a cluster that beats only when asked.
    """

    def __init__(self, child: str, pulse: str, ask: Callable[[], None] | None = None) -> None:
        self.child = child
        self.pulse = pulse
        self.ask = ask
        self.next_look_s = 0.0

    def __call__(self, supervisor: Supervisor) -> None:
        now_s = time.monotonic()
        if now_s < self.next_look_s:
            return
        self.next_look_s = now_s + LOOK_EVERY_S
        with suppress(DatabaseError):  # a database that is just coming back says nothing about the cluster
            close_old_connections()
            if self.ask is not None:
                self.ask()
            up_for = timedelta(seconds=supervisor.seconds_up(self.child, now_s))
            if is_silent(timezone.now(), last_beat_at(self.pulse), up_for=up_for):
                supervisor.restart(self.child)


def is_silent(now: datetime, beaten_at: datetime | None, *, up_for: timedelta) -> bool:
    """Whether a cluster that has been up for `up_for` should have beaten since.

    A beat that is far ahead comes from a clock that was wrong, and says nothing.
    """
    beaten_lately = beaten_at is not None and abs(now - beaten_at) <= conf.PULSE_MOST_AGE
    return up_for > conf.PULSE_MOST_AGE and not beaten_lately


def last_beat_at(pulse: str) -> datetime | None:
    """The last beat of this name; None before the first."""
    return Pulse.objects.filter(name=pulse).values_list("beaten_at", flat=True).first()


def watch_sync() -> Watchdog:
    """The default cluster beats by itself: its tick runs every minute."""
    return Watchdog("sync", "tick")


def watch_messages() -> Watchdog:
    """Schedules run on the default cluster only, so this one beats when asked."""
    return Watchdog("messages", "messages", ask_messages)


def ask_messages() -> None:
    """One ask waits at most: a cluster that hangs is not left a heap of them."""
    if not get_broker("messages").queue_size():
        async_task("sync.tasks.beat", "messages", cluster="messages", save=False)
