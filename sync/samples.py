"""What sync plugs into the sample socket: the samples behind `series` values of records."""

from collections.abc import Collection

from django.db.models import Q

from forms_engine.extension import Samples
from people.models import Person
from sync.models import BoundValue, SeriesDay
from sync.series import samples_of as unpacked


def samples_of(person: Person, field_ids: Collection[int], source_ids: Collection[str]) -> list[Samples]:
    """Two statements; one when no binding fills these fields, none without any."""
    if not field_ids or not source_ids:
        return []
    bound = BoundValue.objects.filter(field__in=field_ids).select_related("binding")
    fields = {(one.binding.owner, one.value): one.field_id for one in bound}
    if not fields:
        return []
    pairs = Q(pk__in=())
    for owner, name in fields:
        pairs |= Q(owner=owner, name=name)
    rows = SeriesDay.objects.filter(pairs, person=person, source_id__in=source_ids).order_by("starts_at")
    return [Samples(fields[row.owner, row.name], row.source_id, unpacked(row)) for row in rows]
