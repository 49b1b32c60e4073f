"""The one place that adds people."""

from collections.abc import Iterable
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import transaction

from people.application import application_details
from people.models import Membership, Person, SiteApplication, Squad


@transaction.atomic
def add_person(
    person: Person, *, roles: Iterable[str] = (), athlete_in: Iterable[Squad] = (), coach_of: Iterable[Squad] = ()
) -> Person:
    """Save a new `person` with these roles (names of `people.roles`) and squads, and return them.

    Without a password set beforehand nobody can log in as them until they set one by mail. Where UUIDs are
    generated they have one at once. Mails nothing: `people.welcoming.send_welcome` does.
    """
    if not person.password:
        person.set_unusable_password()
    if person.uuid is None and application_details().uuid_state == SiteApplication.UuidState.GENERATED:
        person.uuid = uuid4()
    person.save(force_insert=True)
    if names := list(roles):
        person.groups.add(*Group.objects.filter(name__in=names))
    wanted = [(squad, Membership.Role.ATHLETE) for squad in athlete_in]
    wanted += [(squad, Membership.Role.COACH) for squad in coach_of]
    Membership.objects.bulk_create(Membership(person=person, squad=squad, role=role) for squad, role in wanted)
    return person
