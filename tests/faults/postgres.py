"""A PostgreSQL of these tests alone, which they may restart and kill. Each test gets a copy of a ready database."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connections
from psycopg import sql

from config.embedded_postgres import EmbeddedPostgres, embedded_settings, home_of, program
from tests.faults.waiting import wait_until

READY = "ready"
# How PostgreSQL may go down: told to end sessions, told to drop everything, killed.
FAST, IMMEDIATE, KILLED = signal.SIGINT, signal.SIGQUIT, signal.SIGKILL

_numbers = count(1)


class RestartablePostgres:
    def __init__(self, var_dir: Path) -> None:
        self.var_dir = var_dir
        self.server = EmbeddedPostgres(home_of(var_dir), is_swift=True)

    def start(self, prepare: Callable[[], None]) -> None:
        """Running, with a database that `prepare` made ready to be copied."""
        self.server.start()
        # A swift server says COMMIT before it has written; what a killed one had said so would be lost.
        self._say(sql.SQL("ALTER ROLE CURRENT_USER SET synchronous_commit = on"))
        self._say(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(READY)))
        with pointed_at(self.address(READY)):
            prepare()

    def fill(self, database: str, source: dict[str, Any]) -> None:
        """Into an empty database what stands in one of another server."""
        dump = subprocess.run([program("pg_dump"), *_place(source)], check=True, stdout=subprocess.PIPE)  # noqa: S603
        psql = [program("psql"), "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", *_place(self.address(database))]
        subprocess.run(psql, check=True, input=dump.stdout, stdout=subprocess.DEVNULL)  # noqa: S603

    def stop(self) -> None:
        self.server.stop()
        self.server.erase()

    def address(self, database: str) -> dict[str, Any]:
        return embedded_settings(self.var_dir) | {"NAME": database}

    def url(self, database: str) -> str:
        where = self.address(database)
        return f"postgres://{where['USER']}@{quote(where['HOST'], safe='')}:{where['PORT']}/{database}"

    def connect(self, database: str, *, autocommit: bool = True) -> psycopg.Connection[Any]:
        """A session beside Django's, for looking on and for getting in the way."""
        where = self.address(database)
        return psycopg.connect(
            host=where["HOST"], port=where["PORT"], user=where["USER"], dbname=database, autocommit=autocommit
        )

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The name of a copy of the ready database, and Django pointed at it."""
        name = f"faults_{next(_numbers)}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._say(copy.format(sql.Identifier(name), sql.Identifier(READY)))
        with pointed_at(self.address(name)):
            yield name
        self._say(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def go_down(self, how: signal.Signals) -> None:
        pid_file = self.server.data_dir / "postmaster.pid"
        os.kill(int(pid_file.read_text().split()[0]), how)
        wait_until(lambda: not self.server.is_running(), "PostgreSQL ended")

    def come_back(self) -> None:
        connections["default"].close()
        self.server.stop()
        self.server.start()

    def restart(self, how: signal.Signals) -> None:
        self.go_down(how)
        self.come_back()

    def _say(self, statement: sql.Composable) -> None:
        with self.connect("postgres") as session:
            session.execute(statement)


def _place(address: dict[str, Any]) -> list[str]:
    where = {"--host": "HOST", "--port": "PORT", "--username": "USER", "--dbname": "NAME"}
    return [word for option, key in where.items() for word in (option, address[key])]


@contextmanager
def pointed_at(address: dict[str, Any]) -> Iterator[None]:
    """Django's one database is this one for a while, in this process."""
    usual, usual_settings = connections["default"], connections.settings["default"]
    connections.settings["default"] = {**usual_settings, **address}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"], connections.settings["default"] = usual, usual_settings
