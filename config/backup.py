"""A dump of the database, complete or not there at all: `python -m config.backup FOLDER` prints its path.

Needs no settings but DATABASE_URL, because it comes before the libraries of a new version are installed.
"""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config import env

ENDING = ".dump"


class NoBackup(Exception):
    """Nothing was kept; the message is one sentence for the operator."""


def back_up(folder: Path, now: datetime, kept: int) -> Path:
    """The path of a new dump in `folder`, where the newest `kept` remain. Raises NoBackup."""
    connecting, password = connection_words(env.text("DATABASE_URL"))
    refuse_old_program(program("pg_dump"), server_version(connecting, password))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"ringside-{now:%Y-%m-%dT%H%M%SZ}{ENDING}"
    unfinished = path.with_suffix(".unfinished")
    unfinished.touch(mode=0o600)
    try:
        run([program("pg_dump"), "--format=custom", f"--file={unfinished}", f"--dbname={connecting}"], password)
        run([program("pg_restore"), "--list", str(unfinished)], password)  # reads it once: a torn file is no backup
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    for old in sorted(folder.glob(f"ringside-*{ENDING}"))[:-kept]:
        old.unlink()
    return path


def connection_words(url: str) -> tuple[str, str]:
    """(words for libpq, password): the list of processes shows arguments to everybody."""
    try:
        words = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise NoBackup("DATABASE_URL is not an address like postgres://user:password@host:5432/name.") from error
    password = str(words.pop("password", None) or "")
    return make_conninfo("", **{name: str(value) for name, value in words.items()}), password


def server_version(connecting: str, password: str) -> int:
    try:
        with psycopg.connect(connecting, password=password or None, connect_timeout=10) as connection:
            return connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise NoBackup("The database cannot be reached: start PostgreSQL, or correct DATABASE_URL.") from error


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise NoBackup(f"{name} is missing: install the package postgresql-client.")
    return path


def refuse_old_program(pg_dump: str, server: int) -> None:
    """PostgreSQL's own rule: a dump is made by a program at least as new as the server."""
    said = subprocess.run([pg_dump, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\d+", said)
    if found is None or int(found[0]) < server:
        raise NoBackup(
            f"pg_dump is older than the server, which is PostgreSQL {server}: install postgresql-client-{server}."
        )


def run(command: list[str], password: str) -> None:
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise NoBackup(f"{Path(command[0]).name} failed: {reason}")


if __name__ == "__main__":
    try:
        print(back_up(Path(sys.argv[1]), datetime.now(UTC), env.whole_number("BACKUPS_KEPT", 10, minimum=1)))
    except (NoBackup, ImproperlyConfigured) as trouble:
        sys.exit(str(trouble))
    except OSError as trouble:
        sys.exit(f"The backup cannot be written: {trouble.strerror}, {trouble.filename}.")
