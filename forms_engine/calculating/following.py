"""The worker's part: what leans on changed records is reckoned anew, person by person.

A person's notes go in the transaction that follows them. What that changes leaves notes again, until nothing changes;
fields that would lean on each other in a circle are refused, so it ends.
"""

from datetime import datetime

from django.db import connection, transaction

from forms_engine.calculating.noting import enqueue
from forms_engine.calculating.recalculating import recalculate
from forms_engine.calculating.site import Site, known_site, one_look
from forms_engine.calculating.spans import Changed, Span, dependent_spans
from forms_engine.models import ChangeNote

# Of one task, far below its time limit; another goes on.
MOST_TURNS = 500
# The first half of the advisory lock's name; the second is the person.
ROOM = 0x6361


def follow_changes(now: datetime) -> int:
    """Follows every note there is, of people nobody else is at. Returns how many records changed."""
    changed = 0
    passed: set[int] = set()
    for _turn in range(MOST_TURNS):
        person_id = _next_person(passed)
        if person_id is None:
            return changed
        outcome = _follow_person(person_id, now)
        if outcome is None:
            passed.add(person_id)
        else:
            changed += outcome
    enqueue()
    return changed


def _next_person(passed: set[int]) -> int | None:
    waiting = ChangeNote.objects.exclude(person_id__in=passed).order_by("pk").values_list("person_id", flat=True)
    return waiting.first()


@transaction.atomic
def _follow_person(person_id: int, now: datetime) -> int | None:
    """How many records changed; None when somebody else is at this person or at one of the records: later then."""
    if not _is_alone_with(person_id):
        return None
    notes = list(ChangeNote.objects.filter(person_id=person_id).order_by("pk"))
    changed, is_whole = 0, True
    with one_look():
        site = known_site()
        for form_key, days in sorted(dependent_spans(site, [_changed(site, one) for one in notes]).items()):
            outcome = recalculate(site, form_key, [person_id], now, days)
            changed += outcome.changed
            is_whole = is_whole and outcome.is_whole
    if not is_whole:
        return None
    ChangeNote.objects.filter(pk__in=[one.pk for one in notes]).delete()
    return changed


def _changed(site: Site, note: ChangeNote) -> Changed:
    keys = None if note.keys is None else frozenset(note.keys)
    return Changed(site.form_keys.get(note.form_id, ""), Span(note.first_on, note.last_on), keys)


def _is_alone_with(person_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [ROOM, person_id])
        return bool(cursor.fetchone()[0])
