"""One row for each look at somebody's health data by somebody else."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from people.models import Look, Person


def note_looks(viewer: Person, people: Iterable[Person], page: str, now: datetime) -> None:
    """Write that `viewer` saw the data of `people` on `page`. One insert; a look at oneself is none."""
    Look.objects.bulk_create(
        Look(viewer=viewer, person=person, page=page, at=now) for person in people if person.pk != viewer.pk
    )


def looks_at(person: Person) -> QuerySet[Look]:
    """Who saw the data of `person`, newest first, each with its viewer. For the person's own eyes."""
    return Look.objects.filter(person=person).select_related("viewer").order_by("-at", "-pk")
