"""Write docs/oura.md from the feeds: collections, fields, units, permissions, date rules, gaps, who sees what."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oura_connector.describing import describe_feeds

PAGE = Path("docs") / "oura.md"


class Command(BaseCommand):
    help = "Write docs/oura.md from the feeds of the Oura connector. With --check it only says whether that is needed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Write nothing; fail when the page is out of date.")

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / PAGE
        said = page.read_text(encoding="utf-8") if page.exists() else ""
        if said == (described := describe_feeds()):
            self.stdout.write("docs/oura.md says what the feeds say.")
        elif options["check"]:
            raise CommandError("docs/oura.md is out of date: run bin/manage document_oura.")
        else:
            page.write_text(described, encoding="utf-8")
            self.stdout.write("docs/oura.md is written.")
