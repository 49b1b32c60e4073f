"""Reckon every record of a form anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from forms_engine.calculating.whole_forms import recalculate_form
from forms_engine.models import FormDefinition


class Command(BaseCommand):
    help = "Reckons the calculations and linked values of every record of the named forms anew; all forms without one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("forms", nargs="*", metavar="FORM_KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        keys: list[str] = options["forms"]
        forms = FormDefinition.objects.filter(key__in=keys) if keys else FormDefinition.objects.all()
        if unknown := set(keys) - {form.key for form in forms}:
            raise CommandError(f"There is no form with the key {', '.join(sorted(unknown))}.")
        for form in forms:
            looked_at = changed = left_out = 0
            for outcome in recalculate_form(form, timezone.now()):
                looked_at += outcome.looked_at
                changed += outcome.changed
                left_out += not outcome.is_whole
            said = f"{form.key}: {changed} of {looked_at} records changed"
            self.stdout.write(f"{said}; some were just being written, so run it again." if left_out else said)
