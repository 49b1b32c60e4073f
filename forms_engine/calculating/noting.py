"""What was written, noted for a worker when anything leans on it. Cheap: it happens in the transaction that wrote."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django_q.tasks import async_task

from forms_engine.calculating.site import Site, known_site
from forms_engine.calculating.spans import reaches_from
from forms_engine.extension import Written
from forms_engine.models import ChangeNote


def note_changes(written: Sequence[Written], now: datetime) -> None:
    """Plugged into what writes records. One statement when nothing leans on them, else one more and a task."""
    site = known_site()
    notes = [_note(one, now) for one in written if _matters(site, one)]
    if not notes:
        return
    ChangeNote.objects.bulk_create(notes)
    waiting = [called for _points, called, _is_robust in transaction.get_connection().run_on_commit]
    # Many feeds are written in one transaction; one task follows all their notes.
    if enqueue not in waiting:
        transaction.on_commit(enqueue)


def enqueue() -> None:
    async_task("forms_engine.tasks.follow_changes")


def _matters(site: Site, one: Written) -> bool:
    form_key = site.form_keys.get(one.form_id, "")
    return bool(reaches_from(site, form_key, one.keys)) or (one.keys is None and form_key in site.looking_out)


def _note(one: Written, now: datetime) -> ChangeNote:
    days = [day for day in one.days if day is not None]
    first, last = (min(days), max(days)) if days else (None, None)
    keys = None if one.keys is None else sorted(one.keys)
    return ChangeNote(
        form_id=one.form_id, person_id=one.person_id, first_on=first, last_on=last, keys=keys, noted_at=now
    )
