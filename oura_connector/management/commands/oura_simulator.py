"""The simulated Oura as a process of its own, for the demo and for any client."""

import argparse
import signal
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from oura_connector.simulator.answers import DEFAULT_APPLICATION, Simulator
from oura_connector.simulator.ledger import ANY, LEGACY, PORTAL, Application
from oura_connector.simulator.server import HOST, SimulatorServer
from oura_connector.simulator.statefile import UnreadableState
from oura_connector.simulator.world import DEFAULT_SEED

CALLBACK_PATH = "/connect/oura/callback"


class Command(BaseCommand):
    help = "Serves a simulated Oura on the loopback address: authorise pages, token service, data and control routes."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8001, help="Port on 127.0.0.1 (8001); 0 takes a free one.")
        parser.add_argument(
            "--seed", default=DEFAULT_SEED, help="Which world: the same seed gives the same athletes and days."
        )
        parser.add_argument("--athletes", type=int, default=24, help="How many athletes have a ring (24).")
        parser.add_argument(
            "--lean", action="store_true", help="For benchmarks: everyone after the first 24 repeats one of them."
        )
        parser.add_argument(
            "--call-anywhere", action="store_true", help="Send notices to callbacks on other machines, too."
        )
        parser.add_argument("--state", type=Path, help="File that keeps grants and faults over a restart.")
        parser.add_argument("--redirect-uri", action="append", help="Registered address to come back to; repeatable.")
        parser.add_argument("--client-id", default=DEFAULT_APPLICATION.client_id)
        parser.add_argument("--client-secret", default=DEFAULT_APPLICATION.client_secret)
        parser.add_argument(
            "--service", choices=(ANY, LEGACY, PORTAL), default=ANY, help="The token service of the application (any)."
        )

    def handle(self, *arguments: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("The Oura simulator runs only in the demo, development and tests, never in production.")
        redirect_uris = tuple(options["redirect_uri"] or [settings.SITE_URL + CALLBACK_PATH])
        application = Application(
            options["client_id"], options["client_secret"], redirect_uris, service=options["service"]
        )
        try:
            simulator = Simulator(
                options["seed"],
                athletes=options["athletes"],
                applications=[application],
                state_path=options["state"],
                is_lean=options["lean"],
                calls_anywhere=options["call_anywhere"],
            )
            server = SimulatorServer(simulator, options["port"])
        except UnreadableState as error:
            raise CommandError(str(error)) from error
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {options['port']} on {HOST} cannot be used: stop what uses it, or choose another with --port."
            ) from error
        self._serve(server)

    def _serve(self, server: SimulatorServer) -> None:
        signal.signal(signal.SIGTERM, _stop)
        try:
            self.stdout.write(f"Simulated Oura at {server.url}")
            self.stdout.flush()
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            self.stdout.write("Simulated Oura stopped.")
        finally:
            server.server_close()


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
