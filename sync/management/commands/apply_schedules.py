"""Make the table of schedules agree with sync/schedules.py."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sync.schedules import apply_schedules


class Command(BaseCommand):
    help = "Makes the table of schedules agree with sync/schedules.py. Part of each deploy."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in apply_schedules(timezone.now()) or ["the schedules are as they should be"]:
            self.stdout.write(line)
