"""Make the daily projection of boards anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dashboards.projection import rebuild
from forms_engine.models import FormDefinition


class Command(BaseCommand):
    help = (
        "Makes the daily projection that boards read anew from the records, form by form. Needed once after an "
        "upgrade that brings it and after records were written past the site; safe to repeat at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("forms", nargs="*", help="Keys of forms; all event forms when none is named.")

    def handle(self, *args: Any, **options: Any) -> None:
        forms = FormDefinition.objects.filter(kind=FormDefinition.Kind.EVENT).order_by("name")
        if options["forms"]:
            forms = forms.filter(key__in=options["forms"])
        for form in forms:
            self.stdout.write(f"{form.name}: {rebuild(form.pk)} values")
