"""One migrated database for all workers of a run to copy, made while they still read the tests."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from config.embedded_postgres import DATABASE

LOCK = "migrating"


def begin_migrating(project: Path, run_dir: Path) -> Callable[[], None]:
    """Migrates the server's own database, which no test uses, in a process beside this one; gives what ends it.

    That process holds the lock until it is over, whatever becomes of it.
    """
    with (run_dir / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        migrating = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
            cwd=project,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
            pass_fds=[lock.fileno()],
            stdout=lock,
            stderr=lock,
        )

    def end() -> None:
        migrating.kill()
        migrating.wait()

    return end


def await_migrated(run_dir: Path) -> str:
    """The name of the database to copy, "" when nobody makes one. What it lacks, should it lack anything, is migrated
    in the copy, and fails there.
    """
    if not (run_dir / LOCK).exists():
        return ""
    with (run_dir / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    return DATABASE
