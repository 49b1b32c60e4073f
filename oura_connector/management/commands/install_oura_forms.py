"""Make the forms, fields and bindings of the Oura connector that are missing. Running it again changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from oura_connector.provider import OuraProvider
from sync.installing import install


class Command(BaseCommand):
    help = "Install the Oura event forms and profile forms. Safe to run again: what is there is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in install(OuraProvider()).lines:
            self.stdout.write(line)
