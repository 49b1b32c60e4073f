"""What stands already: each athlete's record of the day, and what changed in it since somebody looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from forms_engine.extension import source_name
from forms_engine.group_entry.places import Place
from forms_engine.ledger import PEOPLE
from forms_engine.models import Record, RecordChange
from forms_engine.queries import latest_values
from forms_engine.together import BY_BEGIN
from people.models import Person

ONE_DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Standing:
    """`record`: the newest of the day; `count`: how many the athlete has that day."""

    record: Record
    count: int


def standing_records(place: Place) -> dict[int, Standing]:
    """Person id → what stands, for the athletes whose answers the viewer may read. One query."""
    of_day = Record.objects.filter(form=place.form, person__in=place.readable, occurred_on=place.day, withdrawn_at=None)
    records = of_day.order_by(*BY_BEGIN)
    found: dict[int, Standing] = {}
    for record in records:
        before = found.get(record.person_id)
        found[record.person_id] = Standing(record, before.count + 1 if before else 1)
    return found


def last_answers(place: Place, standing: Mapping[int, Standing]) -> dict[int, dict[str, Any]]:
    """Person id → field key → the last answer before the day, of the columns that begin with it. Two queries at most.

    Only for those who have no record of the day.
    """
    keys = [column.key for column in place.columns if column.field.defaults_to_last]
    without = place.readable & place.people.keys() - standing.keys()
    found: dict[int, dict[str, Any]] = {}
    for one in latest_values(place.form.key, without, keys, place.day - ONE_DAY):
        found.setdefault(one.person_id, {})[one.key] = one.value
    return found


@dataclass(frozen=True)
class Asked:
    """Whose record a row of the grid means: the one the page made an id for, else the one of the day."""

    person_id: int
    source_id: str
    record_id: int | None


def lock_records(place: Place, asked: Iterable[Asked]) -> dict[int, Record]:
    """Person id → the record their row means, under its lock, withdrawn or moved to another day or not. One query.

    Whoever may not read the form meets only what this page made itself.
    """
    wanted = {one.person_id: one for one in asked}
    own_ids = {one.source_id for one in wanted.values()}
    known_ids = {one.record_id for one in wanted.values() if one.record_id}
    # Not all of the squad: each one named makes the statement longer to say than to answer.
    readable = place.readable & wanted.keys()
    records = (
        Record.objects.filter(form=place.form, person__in=wanted)
        .filter(
            Q(source=PEOPLE, source_id__in=own_ids)
            | Q(pk__in=known_ids, person__in=readable)
            | Q(occurred_on=place.day, withdrawn_at=None, person__in=readable)
        )
        .select_related("entered_by")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    found: dict[int, tuple[int, datetime, int]] = {}
    chosen: dict[int, Record] = {}
    for record in records:
        one = wanted[record.person_id]
        is_own = record.source == PEOPLE and record.source_id == one.source_id
        rank = 3 if record.pk == one.record_id else 2 if is_own else 1
        weight = (rank, record.starts_at or datetime.min.replace(tzinfo=record.created_at.tzinfo), record.pk)
        if record.person_id not in found or weight > found[record.person_id]:
            found[record.person_id], chosen[record.person_id] = weight, record
    return chosen


@dataclass
class Others:
    """Who else wrote which key of a record since the viewer looked: (record id, key) → their name."""

    names: dict[tuple[int, str], str] = field(default_factory=dict)

    def who(self, record: Record, key: str) -> str:
        return self.names.get((record.pk, key), "")


def changes_by_others(viewer: Person, seen: Mapping[Record, datetime | None]) -> Others:
    """What others changed in these records since the moment `seen` (None: the viewer never saw the record).

    One query, none when no record has moved on.
    """
    since = {
        # A writer that waited may have put an earlier moment over a later one.
        record.pk: min(at, record.modified_at - TICK) if at else None
        for record, at in seen.items()
        if record.modified_at != at
    }
    others = Others()
    if not since:
        return others
    for record in seen:
        if record.pk in since and since[record.pk] is None and record.entered_by_id != viewer.pk:
            name = _author(record)
            others.names |= {(record.pk, key): name for key in record.values}
    changes = RecordChange.objects.filter(record__in=since).select_related("by").order_by("at", "pk")
    for change in changes:
        at = since[change.record_id]
        if at is not None and change.at <= at:
            continue
        for key in change.after:
            if change.by_id == viewer.pk:
                others.names.pop((change.record_id, key), None)
            else:
                others.names[change.record_id, key] = _writer(change)
    return others


def _author(record: Record) -> str:
    if record.entered_by is not None:
        return record.entered_by.full_name
    return _("somebody") if record.source == PEOPLE else source_name(record.source)


def _writer(change: RecordChange) -> str:
    if change.by is not None:
        return change.by.full_name
    return _("somebody") if change.owner == PEOPLE else source_name(change.owner.partition(":")[0])


def is_elsewhere(record: Record, day: date) -> bool:
    """Withdrawn since, or moved to another day: not this row's any more."""
    return record.withdrawn_at is not None or record.occurred_on != day
