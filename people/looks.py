"""One row for each look at somebody's health data by somebody else."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from people.models import Look, Person

# viewer, page, moment, [people]. One statement is whole without a transaction around it.
WRITE = """
INSERT INTO people_look (viewer_id, person_id, page, at)
SELECT %s, person_id, %s, %s FROM unnest(%s::bigint[]) AS seen(person_id)
"""


def note_looks(viewer: Person, people: Iterable[Person], page: str, now: datetime) -> None:
    """Write that `viewer` saw the data of `people` on `page`. One insert; a look at oneself is none."""
    seen = [person.pk for person in people if person.pk != viewer.pk]
    if seen:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [viewer.pk, page, now, seen])


def looks_at(person: Person) -> QuerySet[Look]:
    """Who saw the data of `person`, newest first, each with its viewer. For the person's own eyes."""
    return Look.objects.filter(person=person).select_related("viewer").order_by("-at", "-pk")
