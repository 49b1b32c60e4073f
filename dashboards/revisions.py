"""Values that changed after somebody had looked at them: what a board must not pass over in silence."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dashboards.rights import OpenColumn
from forms_engine.models import RecordChange
from people.models import Look

# A change of the record as a whole says nothing of one value.
OF_VALUES = (RecordChange.Kind.REVISED, RecordChange.Kind.EDITED)


@dataclass(frozen=True)
class Revision:
    """`before`: what stood there when it was looked at, None for nothing; `at`: when it changed."""

    at: datetime
    before: float | None


# What the query of changes answers, in order.
CHANGE_PARTS = ("record__person_id", "record__form_id", "at", "before", "after")


def changes_since_looks(
    columns: Sequence[OpenColumn], person_ids: Collection[int], board_day: date
) -> QuerySet[RecordChange, tuple[Any, ...]]:
    """The changes, after a look, of records due on `board_day`, oldest first, as tuples of CHANGE_PARTS.

    A look is anybody's but the person's own, at whatever page: who has seen one page has seen the value.
    """
    due = Q()
    for form_id, day in {(one.form.pk, one.due_on(board_day)) for one in columns}:
        due |= Q(record__form=form_id, record__occurred_on=day)
    looks = Look.objects.filter(
        person=OuterRef("record__person"), at__gte=OuterRef("record__created_at"), at__lt=OuterRef("at")
    )
    return (
        RecordChange.objects.filter(due, Exists(looks), record__person__in=person_ids, kind__in=OF_VALUES)
        .filter(record__withdrawn_at=None)
        .order_by("at", "pk")
        .values_list(*CHANGE_PARTS)
    )


def revisions_in(changes: Iterable[tuple[Any, ...]], columns: Sequence[OpenColumn]) -> dict[tuple[int, str], Revision]:
    """(person id, column key) → the newest revision of its value."""
    found: dict[tuple[int, str], Revision] = {}
    for person_id, form_id, at, before, after in changes:
        for one in columns:
            if one.form.pk == form_id and one.column.field_key in after:
                was = before.get(one.column.field_key)
                found[person_id, one.column.key] = Revision(at, was if isinstance(was, int | float) else None)
    return found
