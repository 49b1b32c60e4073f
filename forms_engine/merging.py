"""One owner's documents laid into the records that several owners share, many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from forms_engine.calculating.site import known_site, one_look
from forms_engine.computing import Drafted, Entry, computed_keys, computed_values, drafted
from forms_engine.extension import Written, tell_written
from forms_engine.ledger import Difference, Stamp, make_change, set_dates, set_values
from forms_engine.models import FormDefinition, Record, RecordChange
from forms_engine.records import WRITTEN, days_of
from people.models import Person

if TYPE_CHECKING:
    from forms_engine.reconcile import Wanted

BATCH = 500


@dataclass(frozen=True)
class Merge:
    """Whose keys of which records, and who says so."""

    form: FormDefinition
    person: Person
    source: str
    owner: str
    owned_keys: frozenset[str]
    stamp: Stamp

    def records(self, source_ids: Collection[str]) -> QuerySet[Record]:
        return Record.objects.filter(
            form=self.form, person=self.person, source=self.source, source_id__in=list(source_ids)
        )


@dataclass
class Outcome:
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0


def merge_records(merge: Merge, fresh: Sequence[Wanted], touched: Mapping[str, Wanted | None]) -> Outcome:
    """Creates `fresh`, brings `touched` up to date (None: the document is gone). Needs a transaction."""
    if not fresh and not touched:
        return Outcome()
    with one_look():
        return _merge(merge, fresh, touched)


def _merge(merge: Merge, fresh: Sequence[Wanted], touched: Mapping[str, Wanted | None]) -> Outcome:
    outcome = Outcome()
    late = _create(merge, fresh) if fresh else {}
    outcome.created = len(fresh) - len(late)
    wanted_by_id = {**touched, **late}
    days: set[date | None] = {one.occurred_on for one in fresh}
    if not wanted_by_id:
        _tell(merge, days)
        return outcome
    # Inserts come before locks, and both in one order, so that two feeds of a person wait instead of blocking.
    locked = list(merge.records(wanted_by_id).order_by("pk").select_for_update())
    laid = [one for record in locked if (one := _lay_in(merge, record, wanted_by_id[record.source_id]))]
    _compute(merge, laid)
    once_cleared = _with_history(merge, [one.record for one in laid if one.held is None])
    changes = []
    for one in laid:
        change = _finish(merge, one, was_here=one.record.pk in once_cleared)
        _count(outcome, change)
        changes += [change.row] if change and change.row else []
        days |= change.days if change else set()
    outcome.unchanged += len(locked) - len(laid)
    if laid:
        Record.objects.bulk_update([one.record for one in laid], WRITTEN, batch_size=BATCH)
    RecordChange.objects.bulk_create(changes, batch_size=BATCH)
    _tell(merge, days)
    return outcome


def _tell(merge: Merge, days: set[date | None]) -> None:
    if days:
        tell_written([Written(merge.form.pk, merge.person.pk, frozenset(days))], merge.stamp.now)


@dataclass(frozen=True)
class _Laid:
    """A locked record with the owner's content laid in, not yet saved. `held`: what it kept of the owner before."""

    record: Record
    difference: Difference
    held: Mapping[str, Any] | None
    was_empty: bool


@dataclass(frozen=True)
class _Change:
    kind: str
    row: RecordChange | None
    days: set[date | None]


def _count(outcome: Outcome, change: _Change | None) -> None:
    if change is None:
        outcome.unchanged += 1
    elif change.kind == RecordChange.Kind.WITHDRAWN:
        outcome.withdrawn += 1
    else:
        outcome.changed += 1


def _create(merge: Merge, fresh: Sequence[Wanted]) -> dict[str, Wanted]:
    """Inserts; returns those another transaction inserted first, to be merged instead."""
    stamp = merge.stamp
    entry = Entry(stamp.by, stamp.now, stamp.now)
    drafts = [Drafted(merge.person, one.occurred_on, one.values, entry, None, one.starts_at) for one in fresh]
    computed = computed_values(merge.form.pk, drafts)
    made = sorted(zip(fresh, computed, strict=True), key=lambda pair: pair[0].source_id)
    Record.objects.bulk_create(
        [
            Record(
                form=merge.form,
                person=merge.person,
                source=merge.source,
                source_id=one.source_id,
                source_on=one.source_on,
                occurred_on=one.occurred_on,
                starts_at=one.starts_at,
                finishes_at=one.finishes_at,
                zone=one.zone,
                values={key: value for key, value in {**one.values, **more}.items() if value is not None},
                digests={merge.owner: _entry(one)},
                entered_by=stamp.by,
                created_at=stamp.now,
                modified_at=stamp.now,
            )
            for one, more in made
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    marked = dict(merge.records([one.source_id for one in fresh]).values_list("source_id", "digests"))
    return {one.source_id: one for one in fresh if marked[one.source_id].get(merge.owner) != _entry(one)}


def _entry(wanted: Wanted) -> dict[str, Any]:
    """What the record keeps of an owner: the digest, the document, and whether it gave the times."""
    entry: dict[str, Any] = {"digest": wanted.digest(), "document": wanted.document_id}
    return entry | ({"times": True} if _gives_times(wanted) else {})


def _gives_times(wanted: Wanted) -> bool:
    return bool(wanted.starts_at or wanted.finishes_at or wanted.zone)


def _with_history(merge: Merge, strange: Sequence[Record]) -> set[int]:
    """Ids of records this owner left once: its return is a change of what they said, not their first word."""
    if not strange:
        return set()
    ids = [record.pk for record in strange]
    return set(RecordChange.objects.filter(record_id__in=ids, owner=merge.owner).values_list("record_id", flat=True))


def _lay_in(merge: Merge, record: Record, wanted: Wanted | None) -> _Laid | None:
    """Changes one locked record in memory; None when it says all this already."""
    held = record.digests.get(merge.owner)
    has_values = wanted is not None and bool(wanted.values)
    entry = _entry(wanted) if wanted is not None and has_values else None
    if held == entry:
        return None
    was_empty = _is_empty(merge, record)
    difference = _set_content(merge, record, wanted if has_values else None, held or {})
    if entry is None:
        record.digests.pop(merge.owner, None)
    else:
        record.digests[merge.owner] = entry
    return _Laid(record, difference, held, was_empty)


def _is_empty(merge: Merge, record: Record) -> bool:
    """Whether nobody says anything in it: what is only reckoned does not keep a record."""
    return record.values.keys() <= computed_keys(known_site(), merge.form.pk)


def _compute(merge: Merge, laid: Sequence[_Laid]) -> None:
    """Lays what nobody types beside what the owner says, for all records at once."""
    entry = Entry(None, None, merge.stamp.now)
    kept = [one for one in laid if not _is_empty(merge, one.record)]
    for one in laid:
        if _is_empty(merge, one.record):
            set_values(one.record, dict.fromkeys(one.record.values), one.difference)
    for one in kept:
        one.record.person = merge.person
    found = computed_values(merge.form.pk, [drafted(one.record, {}, entry) for one in kept])
    for one, values in zip(kept, found, strict=True):
        set_values(one.record, values, one.difference)


def _finish(merge: Merge, laid: _Laid, *, was_here: bool) -> _Change | None:
    """What changed for a reader; None when they see no difference."""
    record, difference = laid.record, laid.difference
    kind = _kind_of(record, difference, laid.was_empty)
    if kind is None:
        return None
    record.modified_at = merge.stamp.now
    if kind == RecordChange.Kind.WITHDRAWN:
        record.withdrawn_at = merge.stamp.now
    elif kind == RecordChange.Kind.RESTORED:
        record.withdrawn_at = None
    is_first_word = laid.held is None and not was_here and difference.only_adds and kind == RecordChange.Kind.REVISED
    row = None if is_first_word else make_change(record, kind, difference, merge.stamp)
    return _Change(kind, row, days_of(record, difference))


def _set_content(merge: Merge, record: Record, wanted: Wanted | None, held: Mapping[str, Any]) -> Difference:
    said = wanted.values if wanted else {}
    difference = set_values(record, {key: said.get(key) for key in sorted(merge.owned_keys)})
    if wanted:
        record.source_on = wanted.source_on
        set_dates(record, difference, occurred_on=wanted.occurred_on)
    if wanted and _gives_times(wanted):
        set_dates(record, difference, starts_at=wanted.starts_at, finishes_at=wanted.finishes_at, zone=wanted.zone)
    elif held.get("times"):
        set_dates(record, difference, starts_at=None, finishes_at=None, zone="")
    return difference


def _kind_of(record: Record, difference: Difference, was_empty: bool) -> str | None:
    """None when a reader sees no difference (the source gave its document a new id)."""
    if not record.values and record.withdrawn_at is None:
        return RecordChange.Kind.WITHDRAWN
    if record.values and was_empty and record.withdrawn_at is not None:
        return RecordChange.Kind.RESTORED
    if not difference:
        return None
    return RecordChange.Kind.REDATED if difference.is_new_date_only else RecordChange.Kind.REVISED
