"""Getting in the way of a worker inside PostgreSQL, so that it can be met at one statement exactly."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from tests.faults.postgres import RestartablePostgres
from tests.faults.waiting import wait_until

ADVISORY = 4711
HOLDS_COMMIT = """
CREATE FUNCTION wait_at_commit() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN NULL; END $$
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Locks:
    """What can be held in one database, and who waits there."""

    def __init__(self, postgres: RestartablePostgres, database: str) -> None:
        self.postgres = postgres
        self.database = database

    @contextmanager
    def table(self, name: str) -> Iterator[None]:
        """Nobody writes to the table, or locks a row of it; reading goes on."""
        with self.postgres.connect(self.database, autocommit=False) as session:
            session.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.Identifier(name)))
            yield
            session.close()  # which also works when PostgreSQL was ended meanwhile

    @contextmanager
    def commits_of(self, name: str) -> Iterator[None]:
        """Whoever wrote to the table waits in the middle of COMMIT: everything was said, nothing was answered."""
        with self.postgres.connect(self.database) as session:
            session.execute(HOLDS_COMMIT)
            session.execute(
                sql.SQL(
                    "CREATE CONSTRAINT TRIGGER held AFTER INSERT OR UPDATE ON {} DEFERRABLE INITIALLY DEFERRED"
                    " FOR EACH ROW EXECUTE FUNCTION wait_at_commit()"
                ).format(sql.Identifier(name))
            )
        with self.starting_line():
            yield

    @contextmanager
    def starting_line(self) -> Iterator[None]:
        """Who asks for the advisory lock waits until this ends."""
        with self.postgres.connect(self.database) as session:
            session.execute("SELECT pg_advisory_lock(%s)", [ADVISORY])
            yield
            session.close()

    def wait_until_blocked(self, sessions: int = 1) -> None:
        with self.postgres.connect(self.database) as session:
            wait_until(lambda: _count(session, WAITING) >= sessions, f"{sessions} waited for a lock")

    def wait_until_alone(self) -> None:
        """Until the sessions of killed workers have ended, whatever they still had to do."""
        with self.postgres.connect(self.database) as session:
            # One session is Django's of this process.
            wait_until(lambda: _count(session, OTHERS) <= 1, "the sessions of the killed ended")


def _count(session: psycopg.Connection[Any], question: LiteralString) -> int:
    (number,) = session.execute(question).fetchone() or (0,)
    return int(number)
