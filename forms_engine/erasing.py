"""Erasing what a source brought about a person: their right, and the one way a record is ever deleted."""

from datetime import date, datetime

from django.db import transaction

from forms_engine.calculating.forgetting import forget_what_was_made
from forms_engine.extension import Written, tell_erased, tell_written
from forms_engine.models import FieldDefinition, Record, RecordChange
from people.models import Person


@transaction.atomic
def erase_source(person: Person, source: str, now: datetime) -> int:
    """Delete everything `source` wrote about `person`, history included. Returns how many records it was in.

    What was calculated of it goes from records and history at once; a worker reckons anew what is left. Whoever keeps
    something in step with records is told, so that boards forget it too.

    A record in which people wrote something too keeps just that.
    """
    written = set(FieldDefinition.objects.filter(written_by=source).values_list("form_id", "key"))
    records = Record.objects.select_for_update().filter(person=person, source=source).order_by("pk")
    kept, gone = [], []
    days: dict[int, set[date | None]] = {}
    for record in records:
        days.setdefault(record.form_id, set()).add(record.occurred_on)
        theirs = {key: value for key, value in record.values.items() if (record.form_id, key) not in written}
        if not theirs:
            gone.append(record.pk)
            continue
        record.values = theirs
        record.digests = {owner: mark for owner, mark in record.digests.items() if not owner.startswith(f"{source}:")}
        kept.append(record)
    Record.objects.bulk_update(kept, ["values", "digests"], batch_size=500)
    RecordChange.objects.filter(record__in=kept, owner__startswith=f"{source}:").delete()
    Record.objects.filter(pk__in=gone).delete()
    erased = [Written(form_id, person.pk, frozenset(held)) for form_id, held in days.items()]
    tell_erased(person, source, erased)
    tell_written([*erased, *forget_what_was_made(person, source, erased)], now)
    return len(kept) + len(gone)
