"""What the demo looks after besides dead programs: its database, and queue clusters that hang."""

import time

from config.embedded_postgres import EmbeddedPostgres, PostgresTrouble
from config.supervisor import Supervisor
from config.watchdog import LOOK_EVERY_S, watch_messages, watch_sync


class Care:
    """Called by the supervisor each round. Without a database of our own only the clusters are watched."""

    def __init__(self, postgres: EmbeddedPostgres | None) -> None:
        self.postgres = postgres
        self.watchdogs = (watch_sync(), watch_messages())
        self.next_look_s = 0.0

    def __call__(self, supervisor: Supervisor) -> None:
        now_s = time.monotonic()
        if self.postgres is not None and now_s >= self.next_look_s:
            self.next_look_s = now_s + LOOK_EVERY_S
            if not self.postgres.is_running():
                self.bring_database_back(self.postgres, supervisor)
                return
        for watchdog in self.watchdogs:
            watchdog(supervisor)

    def bring_database_back(self, postgres: EmbeddedPostgres, supervisor: Supervisor) -> None:
        supervisor.say(f"PostgreSQL ended and starts again; {postgres.home / 'log'} says why.")
        postgres.stop()
        try:
            postgres.start()
        except PostgresTrouble as trouble:
            supervisor.say(str(trouble))
