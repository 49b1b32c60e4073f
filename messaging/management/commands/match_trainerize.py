"""Propose, and with --confirm store, which client of Trainerize is which person here."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from messaging.channels.base import CannotDeliver, TryLater
from messaging.matching import Certainty, confirm_proposals, propose
from messaging.models import Channel
from people.models import Person


class Command(BaseCommand):
    help = "Lists the clients of Trainerize and who they may be; --confirm stores those whose e-mail says so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--confirm", action="store_true", help="store the certain ones; doubtful ones never")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            proposals = propose(Person.objects.filter(is_active=True))
        except Channel.DoesNotExist as error:
            raise CommandError("Trainerize is not set up: enter group id, API token and senders in admin.") from error
        except (TryLater, CannotDeliver) as error:
            raise CommandError(str(error)) from error
        for one in proposals:
            person = f"person {one.person.pk}" if one.person else "nobody"
            self.stdout.write(f"client {one.client.user_id}: {one.certainty.value}, {person}")
        certain = [one for one in proposals if one.certainty is Certainty.CERTAIN]
        if not options["confirm"]:
            self.stdout.write(f"{len(certain)} could be confirmed: say --confirm. Doubtful ones: on the site.")
            return
        done = confirm_proposals(certain, timezone.now())
        for refusal in done.refusals:
            self.stdout.write(refusal)
        self.stdout.write(f"{done.count} confirmed.")
