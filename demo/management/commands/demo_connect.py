"""Connect the demo's athletes to the pretend Oura."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.connecting import connect_athletes
from demo.walking import WalkFailed


class Command(BaseCommand):
    help = "Connects the demo's athletes to the pretend Oura through the real path; site and simulator must run."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("The demo's athletes exist on a demo site only.")
        try:
            connect_athletes(wait_s=15)
        except WalkFailed as error:
            raise CommandError(f"An athlete of the demo could not connect: {error}") from error
