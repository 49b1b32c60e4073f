"""A demo site of its own for as long as pictures are taken; nothing is left of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.lifelines import tied_to_parent

MANAGE = str(Path(__file__).resolve().parents[2] / "manage.py")
READY = "Ready:"


@contextmanager
def demo_site() -> Iterator[str]:
    """Its address; this process's environment names its database. Imports nothing that reads settings."""
    var_dir = Path(tempfile.mkdtemp(prefix="ringside-pictures-"))
    web_port, simulator_port = _free_ports()
    address = f"http://127.0.0.1:{web_port}"
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings.development",
        RINGSIDE_VAR=str(var_dir),
        SITE_URL=address,
        SIMULATOR_URL=f"http://127.0.0.1:{simulator_port}",
    )
    command = [sys.executable, MANAGE, "demo", "--web-port", str(web_port), "--simulator-port", str(simulator_port)]
    process = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, text=True, preexec_fn=tied_to_parent(signal.SIGTERM)
    )
    try:
        _wait_until_ready(process)
        yield address
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(var_dir, ignore_errors=True)


def _wait_until_ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None  # noqa: S101 for the types alone
    for line in process.stdout:
        print(line, end="", flush=True)
        if line.startswith(READY):
            return
    raise SystemExit("The demo did not start; the lines above say why.")


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        for asking in (one, other):
            asking.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
