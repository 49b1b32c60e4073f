"""What the demo looks after besides dead programs: its database and a queue cluster that hangs."""

import time
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from config.embedded_postgres import EmbeddedPostgres, PostgresTrouble
from demo.supervisor import Supervisor
from sync.models import Pulse

LOOK_EVERY_S = 30.0
SILENT_AFTER = timedelta(minutes=3)


class Care:
    """Called by the supervisor each round.

    A queue cluster whose worker was killed can hang with all its processes alive, so what counts is the
    age of its pulse, a row a task writes every minute.
    """

    def __init__(self, postgres: EmbeddedPostgres | None) -> None:
        self.postgres = postgres
        self.next_look_s = 0.0

    def __call__(self, supervisor: Supervisor) -> None:
        now_s = time.monotonic()
        if now_s < self.next_look_s:
            return
        self.next_look_s = now_s + LOOK_EVERY_S
        if self.postgres is not None and not self.postgres.is_running():
            self.bring_database_back(self.postgres, supervisor)
            return
        with suppress(DatabaseError):  # a database that is just coming back says nothing about the cluster
            close_old_connections()
            up_for = timedelta(seconds=supervisor.seconds_up("sync", now_s))
            if is_silent(timezone.now(), last_beat_at(), up_for=up_for):
                supervisor.restart("sync")

    def bring_database_back(self, postgres: EmbeddedPostgres, supervisor: Supervisor) -> None:
        supervisor.say(f"PostgreSQL ended and starts again; {postgres.home / 'log'} says why.")
        postgres.stop()
        try:
            postgres.start()
        except PostgresTrouble as trouble:
            supervisor.say(str(trouble))


def is_silent(now: datetime, beaten_at: datetime | None, *, up_for: timedelta) -> bool:
    """Whether a cluster that has been up for `up_for` should have beaten since."""
    beaten_lately = beaten_at is not None and now - beaten_at <= SILENT_AFTER
    return up_for > SILENT_AFTER and not beaten_lately


def last_beat_at() -> datetime | None:
    """The last beat of the tick, the task of the cluster `sync` that runs every minute; None before the first."""
    return Pulse.objects.filter(name="tick").values_list("beaten_at", flat=True).first()
