"""`manage.py demo`: a whole Ringside with a pretend Oura on this machine, until Ctrl-C. Started by bin/demo."""

import io
import logging
import os
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from config.database import is_embedded
from config.embedded_postgres import EmbeddedPostgres, PostgresTrouble, home_of
from config.supervisor import Child, ChildDied, StopAsked, Supervisor
from demo.care import Care
from demo.club import accounts
from demo.ports import LOOPBACK, complaint_about, is_answering, port_number


class Command(BaseCommand):
    help = "Starts everything on this machine with an invented club, and stops it on Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="begin anew: forget the club, its records and mail")
        parser.add_argument("--web-port", type=port_number, default=8000, metavar="N", help="8000 unless given")
        parser.add_argument("--simulator-port", type=port_number, default=8001, metavar="N", help="8001 unless given")

    def handle(self, *args: Any, web_port: int, simulator_port: int, reset: bool, **options: Any) -> None:
        refuse_unless_possible(web_port, simulator_port, reset)
        know_our_addresses(web_port, simulator_port)
        logging.disable(logging.INFO)  # the programs' logs are in files; here speak only we
        supervisor = Supervisor(settings.VAR_DIR / "log", self.say)
        try:
            with supervisor.stoppable():
                postgres = self.start_database(supervisor, reset)
                self.prepare()
                self.start_programs(supervisor, web_port, simulator_port)
                self.greet()
                supervisor.watch(Care(postgres))
        except StopAsked:
            self.say("Stopped; nothing is left running.")
        except (PostgresTrouble, ChildDied) as trouble:
            sys.exit(str(trouble))

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def start_database(self, supervisor: Supervisor, reset: bool) -> EmbeddedPostgres | None:
        """None when DATABASE_URL names one that is not ours to start."""
        if not is_embedded():
            return None
        postgres = EmbeddedPostgres(home_of(settings.VAR_DIR))
        if reset:
            postgres.erase()
            (settings.VAR_DIR / "simulator.json").unlink(missing_ok=True)
            shutil.rmtree(settings.VAR_DIR / "mail", ignore_errors=True)
        self.say("Starting PostgreSQL ...")
        supervisor.stop_afterwards(postgres.stop)
        postgres.start()
        return postgres

    def prepare(self) -> None:
        self.say("Preparing the database and the demo club ...")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("apply_schedules", stdout=io.StringIO())
        call_command("demo_club", verbosity=0)

    def start_programs(self, supervisor: Supervisor, web_port: int, simulator_port: int) -> None:
        self.say("Starting the simulator, the site and the background work ...")
        for child in children(web_port, simulator_port):
            supervisor.start(child)
        supervisor.wait_until("simulator", lambda: is_answering(simulator_port))
        supervisor.wait_until("web", lambda: is_answering(web_port))
        self.say("Connecting athletes to the pretend Oura ...")
        call_command("demo_connect", verbosity=0)

    def greet(self) -> None:
        lines = [f"Ringside      {settings.SITE_URL}", f"Pretend Oura  {settings.SIMULATOR_URL}", ""]
        for line in ["", *lines, *account_lines(accounts()), ""]:
            self.say(line)
        self.say(f"Ready: open {settings.SITE_URL} in a browser; Ctrl-C stops everything.")


def refuse_unless_possible(web_port: int, simulator_port: int, reset: bool) -> None:
    """Leaves with one sentence when the demo cannot run here."""
    if not settings.IS_DEMO:
        sys.exit("The demo never runs with production settings: unset DJANGO_SETTINGS_MODULE.")
    if reset and not is_embedded():
        sys.exit("--reset empties only the demo's own database: empty the one of DATABASE_URL yourself, or unset it.")
    if web_port == simulator_port:
        sys.exit("The site and the simulator need two different ports.")
    for port, option in ((web_port, "--web-port"), (simulator_port, "--simulator-port")):
        if complaint := complaint_about(port, option):
            sys.exit(complaint)


def know_our_addresses(web_port: int, simulator_port: int) -> None:
    """Begins this program again when its settings, read before the options, say other addresses."""
    ours = {"SITE_URL": f"http://{LOOPBACK}:{web_port}", "SIMULATOR_URL": f"http://{LOOPBACK}:{simulator_port}"}
    if {name: getattr(settings, name) for name in ours} == ours:
        return
    others = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in ours}
    os.execve(sys.executable, [sys.executable, *sys.argv], others | ours)  # noqa: S606


def children(web_port: int, simulator_port: int) -> list[Child]:
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{LOOPBACK}:{web_port}"]
    gunicorn += ["--chdir", str(settings.BASE_DIR), "--worker-class", "gthread", "--workers", "1", "--threads", "8"]
    gunicorn += ["--graceful-timeout", "5", "--no-control-socket"]
    simulator = [*manage, "oura_simulator", "--port", str(simulator_port)]
    simulator += ["--state", str(settings.VAR_DIR / "simulator.json")]
    simulator += ["--redirect-uri", f"{settings.SITE_URL}/connect/oura/callback"]
    ours: dict[str, str] = {"SITE_URL": settings.SITE_URL, "SIMULATOR_URL": settings.SIMULATOR_URL}
    ours["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
    return [
        Child("simulator", simulator, ours),
        Child("web", gunicorn, ours),
        Child("sync", [*manage, "qcluster"], ours | {"Q_CLUSTER_NAME": str(settings.Q_CLUSTER["name"])}),
        Child("messages", [*manage, "qcluster"], ours | {"Q_CLUSTER_NAME": "messages"}),
    ]


def account_lines(rows: Iterable[tuple[str, str, str, str]]) -> list[str]:
    """(who, user name, password, what to try) as aligned lines under a heading."""
    table = [("Who", "User name", "Password", "What to try"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    return [
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]]) for row in table
    ]
