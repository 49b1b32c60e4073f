"""One row for each look at somebody's health data by somebody else."""

from collections.abc import Iterable
from datetime import datetime

from people.models import Look, Person


def note_looks(viewer: Person, people: Iterable[Person], page: str, now: datetime) -> None:
    """Write that `viewer` saw the data of `people` on `page`. One insert; a look at oneself is none."""
    Look.objects.bulk_create(
        Look(viewer=viewer, person=person, page=page, at=now) for person in people if person.pk != viewer.pk
    )
