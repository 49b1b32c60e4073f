"""The first consultant of a fresh site."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from people import roles
from people.adding import add_person
from people.models import Person
from people.welcoming import password_link, send_welcome


class Command(BaseCommand):
    help = (
        "Makes a consultant, who adds everybody else in admin, and mails them a link to set a password. "
        "Safe to repeat: the same person keeps the account and gets a new link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--print-link", action="store_true", help="Print the link instead of mailing it.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = self._consultant(options)
        if options["print_link"]:
            self.stdout.write(password_link(person))
            return
        try:
            send_welcome(person)
        except OSError as error:
            raise CommandError(
                f"The account is made, but the mail could not be sent ({error}). "
                "Correct the MAIL_ settings and repeat, or repeat with --print-link."
            ) from error
        self.stdout.write(f"A link to set a password was mailed to {person.email}.")

    @transaction.atomic
    def _consultant(self, options: dict[str, Any]) -> Person:
        email = options["email"].lower()
        known = Person.objects.filter(username__iexact=options["username"]).first()
        if known is not None:
            if known.email != email or not known.is_active:
                raise CommandError(
                    "This username belongs to somebody with another e-mail address, or deactivated: choose another."
                )
            known.groups.add(Group.objects.get(name=roles.CONSULTANT))
            return known
        person = Person(
            username=options["username"], email=email, first_name=options["first_name"], last_name=options["last_name"]
        )
        try:
            person.full_clean(exclude=["password"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return add_person(person, roles=[roles.CONSULTANT])
