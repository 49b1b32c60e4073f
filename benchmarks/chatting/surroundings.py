"""What the benchmark of messages runs on: a database of its own, the site as it is served, its messages cluster.

Everything is gone afterwards. Nothing here may import Django's settings before `prepared` has set the environment.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.syncing.surroundings import child, database_beside
from config.embedded_postgres import EmbeddedPostgres, home_of

MANAGE = str(Path(__file__).resolve().parents[2] / "manage.py")
WEB_WORKERS = 2
PATIENCE_S = 60


@contextmanager
def prepared() -> Iterator[int]:
    """The environment of every process of the benchmark, for as long as it lasts; answers the site's port."""
    with ExitStack() as undo:
        var_dir = Path(tempfile.mkdtemp(prefix="ringside-bench-"))
        undo.callback(shutil.rmtree, var_dir, ignore_errors=True)
        port = _free_port()
        ours = {
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "RINGSIDE_VAR": str(var_dir),
            "LOG_LEVEL": "WARNING",
            "SITE_URL": f"http://127.0.0.1:{port}",
            "WEB_LISTEN": f"127.0.0.1:{port}",
            "WEB_WORKERS": str(WEB_WORKERS),
        }
        if os.environ.get("DATABASE_URL"):
            ours["DATABASE_URL"] = undo.enter_context(database_beside(os.environ["DATABASE_URL"]))
        else:
            postgres = EmbeddedPostgres(home_of(var_dir))
            postgres.start()
            undo.callback(postgres.stop)
        os.environ.update(ours)
        yield port


@contextmanager
def served(port: int) -> Iterator[None]:
    """The site by gunicorn, as bin/serve starts it, and the cluster named `messages` beside it."""
    web = ["-m", "gunicorn", "--config", "python:config.web_server"]
    with ExitStack() as undo:
        undo.enter_context(child(web, stdout=subprocess.DEVNULL))
        environment = {**os.environ, "Q_CLUSTER_NAME": "messages"}
        undo.enter_context(child([MANAGE, "qcluster"], stdout=subprocess.DEVNULL, env=environment))
        wait_for_port(port)
        yield


@contextmanager
def listening_system() -> Iterator[str]:
    """The address of a chat system that takes what it is sent, in a process of its own."""
    with child(["-m", "benchmarks.chatting.listening"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 for the types alone
        address = process.stdout.readline().strip()
        if not address:
            raise SystemExit("The pretend chat system did not start.")
        yield address


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The site did not start.")


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])
