"""What stored records say of their owners, without their values: enough to see that nothing has changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from forms_engine.models import FormDefinition, Record
from forms_engine.reconcile import Wanted
from people.models import Person

# The source's day, and digests by owner.
Mark = tuple[date | None, Mapping[str, Any]]


@dataclass(frozen=True)
class Marks:
    """(form id, source id) → mark."""

    found: Mapping[tuple[int, str], Mark] = field(default_factory=dict)

    def is_settled(self, form: FormDefinition, owner: str, wanted: Collection[Wanted], first: date, last: date) -> bool:
        """True when the owner's stored documents of days `first` to `last` are exactly `wanted`, digest by digest."""
        ids = {one.source_id for one in wanted}
        if any(self._digest(form, one.source_id, owner) != (one.digest() if one.values else "") for one in wanted):
            return False
        return not any(
            form_id == form.pk
            and owner in digests
            and source_id not in ids
            and source_on
            and first <= source_on <= last
            for (form_id, source_id), (source_on, digests) in self.found.items()
        )

    def _digest(self, form: FormDefinition, source_id: str, owner: str) -> str:
        _source_on, digests = self.found.get((form.pk, source_id), (None, {}))
        return str(digests.get(owner, {}).get("digest", ""))


def read_marks(
    forms: Iterable[FormDefinition],
    people: Iterable[Person],
    *,
    source: str,
    first: date,
    last: date,
    whole: Iterable[FormDefinition] = (),
) -> dict[int, Marks]:
    """Person id → marks, for every one of `people`, in one query.

    Of `forms` the records of the source's days `first` to `last`; of `whole` all of them, those without a day too.
    """
    found: dict[int, dict[tuple[int, str], Mark]] = {person.pk: {} for person in people}
    stored = Record.objects.filter(
        Q(form__in={form.pk for form in forms}, source_on__range=(first, last))
        | Q(form__in={form.pk for form in whole}),
        person__in=found,
        source=source,
    )
    rows = stored.order_by().values_list("person_id", "form_id", "source_id", "source_on", "digests")
    for person_id, form_id, source_id, on, digests in rows:
        found[person_id][form_id, source_id] = (on, digests)
    return {person_id: Marks(marks) for person_id, marks in found.items()}
