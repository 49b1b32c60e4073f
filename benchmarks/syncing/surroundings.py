"""What a benchmark runs on: a database of its own, a pretend Oura, and the environment that names them.

Everything is gone afterwards. Nothing here may import Django's settings before `prepared` has set the environment.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from benchmarks.syncing.certificate import Certificate, make_certificate
from config.embedded_postgres import EmbeddedPostgres, home_of
from config.lifelines import tied_to_parent

GRACE_S = 20


@contextmanager
def prepared(athletes: int, workers: int, *, is_http: bool) -> Iterator[None]:
    """The environment of every process of the benchmark, for as long as it lasts."""
    with ExitStack() as undo:
        var_dir = Path(tempfile.mkdtemp(prefix="ringside-bench-"))
        undo.callback(shutil.rmtree, var_dir, ignore_errors=True)
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "RINGSIDE_VAR": str(var_dir),
            "SYNC_WORKERS": str(workers),
            # The pretend Oura takes all there is, from the plain script too: what is measured is our own pace.
            "SYNC_REQUESTS": "1000000000",
            "LOG_LEVEL": "WARNING",
        }
        if os.environ.get("DATABASE_URL"):
            ours["DATABASE_URL"] = undo.enter_context(database_beside(os.environ["DATABASE_URL"]))
        else:
            postgres = EmbeddedPostgres(home_of(var_dir))
            postgres.start()
            undo.callback(postgres.stop)
        certificate = None if is_http else make_certificate(var_dir)
        ours["SIMULATOR_URL"] = undo.enter_context(_lean_oura(athletes, certificate))
        if certificate:
            ours["REQUESTS_CA_BUNDLE"] = str(certificate.bundle)
        os.environ.update(ours)
        yield


@contextmanager
def child(command: list[str], **options: object) -> Iterator[subprocess.Popen[str]]:
    """A program that is asked to end when we do, and made to when it does not."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, *command],
        text=True,
        preexec_fn=tied_to_parent(signal.SIGTERM),
        **options,  # type: ignore[call-overload]
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def database_beside(url: str) -> Iterator[str]:
    """A new database on the server of `url`, dropped at the end."""
    name = f"{urlsplit(url).path.lstrip('/')}_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _lean_oura(athletes: int, certificate: Certificate | None) -> Iterator[str]:
    command = ["-m", "benchmarks.syncing.lean_oura", "--athletes", str(athletes)]
    if certificate:
        command += ["--certificate", str(certificate.chain), "--key", str(certificate.key)]
    with child(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 for the types alone
        address = process.stdout.readline().strip()
        if not address:
            raise SystemExit("The pretend Oura did not start.")
        yield address
