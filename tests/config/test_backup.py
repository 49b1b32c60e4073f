import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from config.backup import NoBackup, back_up, connection_words, refuse_old_program, server_version
from tests.config.test_serving import PROJECT, database_url

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
NEWEST = "PostgreSQL) 99.1"


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where programs stand in for those of PostgreSQL; there are no others."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DATABASE_URL", database_url())
    return folder


def stand_in(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


DUMPS = f"""case "$*" in
--version) echo "pg_dump ({NEWEST}" ;;
*) for word in "$@"; do case "$word" in --file=*) echo dump >"${{word#--file=}}" ;; esac; done ;;
esac"""


def dumping(programs: Path) -> None:
    stand_in(programs, "pg_dump", DUMPS)
    stand_in(programs, "pg_restore", "exit 0")


@pytest.mark.django_db
class TestABackup:
    def test_it_is_dated_and_for_its_owner_only(self, programs: Path, tmp_path: Path) -> None:
        dumping(programs)
        path = back_up(tmp_path / "backups", NOW, kept=2)
        assert path.name == "ringside-2026-03-02T070000Z.dump"
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700

    def test_the_newest_are_kept(self, programs: Path, tmp_path: Path) -> None:
        dumping(programs)
        made = [back_up(tmp_path / "backups", NOW + timedelta(days=day), kept=2) for day in range(4)]
        assert sorted((tmp_path / "backups").iterdir()) == made[2:]

    @pytest.mark.parametrize("fails", ["pg_dump", "pg_restore"])
    def test_one_that_failed_leaves_nothing_and_drops_no_other(
        self, programs: Path, tmp_path: Path, fails: str
    ) -> None:
        dumping(programs)
        before = back_up(tmp_path / "backups", NOW, kept=1)
        version = f'[ "$1" = --version ] && echo "x ({NEWEST}" && exit'
        stand_in(programs, fails, f"{version}\necho 'no space left' >&2\nexit 1")
        with pytest.raises(NoBackup, match=f"^{fails} failed: no space left$"):
            back_up(tmp_path / "backups", NOW + timedelta(days=1), kept=1)
        assert list((tmp_path / "backups").iterdir()) == [before]

    def test_without_pg_dump_it_says_what_to_install(self, programs: Path, tmp_path: Path) -> None:
        with pytest.raises(NoBackup, match=r"^pg_dump is missing: install the package postgresql-client\.$"):
            back_up(tmp_path / "backups", NOW, kept=2)
        assert not (tmp_path / "backups").exists()

    def test_a_pg_dump_older_than_the_server_is_refused(self, programs: Path) -> None:
        old = stand_in(programs, "pg_dump", "echo 'pg_dump (PostgreSQL) 14.2'")
        refuse_old_program(str(old), 14)
        with pytest.raises(
            NoBackup, match="older than the server, which is PostgreSQL 15: install postgresql-client-15"
        ):
            refuse_old_program(str(old), 15)

    def test_the_servers_version_is_asked(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            number = cursor.fetchone()[0]
        assert server_version(*connection_words(database_url())) == int(number) // 10_000


def test_the_password_is_not_among_the_arguments() -> None:
    words, password = connection_words("postgres://club:canary@db.example:5432/ringside?sslmode=require")
    assert password == "canary"
    assert "canary" not in words
    assert {"host=db.example", "sslmode=require", "dbname=ringside"} <= set(words.split())


def test_an_address_that_is_none_is_refused_without_repeating_it() -> None:
    with pytest.raises(NoBackup, match="DATABASE_URL is not an address") as refused:
        connection_words("mysql://club:canary@db.example/ringside")
    assert "canary" not in str(refused.value)


def test_as_a_program_it_says_one_sentence() -> None:
    environment = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    command = [sys.executable, "-m", "config.backup", "/nowhere"]
    done = subprocess.run(  # noqa: S603
        command, env=environment, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(r"(pg_dump is missing|The database cannot be reached).*\n", done.stderr)
