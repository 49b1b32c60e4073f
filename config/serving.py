"""What bin/serve runs: one of the three programs of a site, after everything that forbids it was asked."""

import logging
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence

import django
from django.conf import settings

from config.refusing import Refused, refuse_root, refuse_settings, refuse_uncollected
from config.supervisor import Child, StopAsked, Supervisor

log = logging.getLogger("ringside.serving")


def main(arguments: Sequence[str]) -> None:
    parser = ArgumentParser(prog="bin/serve", description="Starts one program of the site in the foreground.")
    parser.add_argument("program", nargs="?", choices=("web", "sync", "messages"), default="web")
    program: str = parser.parse_args(arguments).program
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
    try:
        prepare(program)
    except Refused as refused:
        print(refused, file=sys.stderr)
        sys.exit(refused.code)
    if program == "web":
        serve_pages()
    else:
        run_cluster(program)


def prepare(program: str) -> None:
    """Sets Django up. Raises Refused when the program must not, or cannot, be served."""
    refuse_root()
    refuse_settings()
    django.setup()
    from config.refusing_database import refuse_database  # has models, so only now

    refuse_database()
    if program == "web":
        refuse_uncollected()


def serve_pages() -> None:
    command = [sys.executable, "-m", "gunicorn", "--chdir", str(settings.BASE_DIR)]
    os.execv(sys.executable, [*command, "--config", "python:config.web_server"])  # noqa: S606


def run_cluster(name: str) -> None:
    """Runs the queue cluster until told to stop; starts it again when it ends or hangs."""
    from django_q.conf import Conf

    from config.watchdog import watch_messages, watch_sync  # has models, so only now

    # A worker ends what it has begun and what it has fetched besides: two time limits at most.
    supervisor = Supervisor(None, log.warning, grace_s=2.0 * Conf.TIMEOUT)
    queue = str(settings.Q_CLUSTER["name"]) if name == "sync" else name
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"]
    try:
        with supervisor.stoppable():
            supervisor.start(Child(name, command, {"Q_CLUSTER_NAME": queue}))
            supervisor.watch(watch_sync() if name == "sync" else watch_messages())
    except StopAsked:
        log.info("%s has stopped.", name)


if __name__ == "__main__":
    main(sys.argv[1:])
