"""Make the invented club in the database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demo.club import make_club


class Command(BaseCommand):
    help = "Makes the invented club: people, squads, forms and the connection to the pretend Oura."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMO:
            raise CommandError("The demo club is never made on a real site.")
        make_club(timezone.now())
