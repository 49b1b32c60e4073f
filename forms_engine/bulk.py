"""Many records at once, by the rules of records.py: owners, digests, history, told once.

Rows are laid into a temporary table by COPY, compared there with what stands (digest first), and written in one
transaction. `records.put_record` once a row leaves the same rows behind, only slower.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from forms_engine.bulk_sql import (
    ALREADY_SO,
    CREATE,
    DIFFERENT,
    DROP,
    DUPLICATES,
    FILL_COMPUTED,
    INSERT_NEW,
    LAY_IN,
    NEW,
    NEW_ROWS,
    RENAME_STRANGERS,
    UPDATE,
)
from forms_engine.computing import Entry, computed_values
from forms_engine.extension import Written, tell_written
from forms_engine.field_types.base import CALCULATION
from forms_engine.ledger import Difference, Stamp, digest_of, make_change, set_dates, set_values
from forms_engine.models import FormDefinition, Record, RecordChange
from forms_engine.records import days_of, mark_owner
from people.models import Person

BATCH = 2_000
DATES = ("occurred_on", "starts_at", "finishes_at", "zone")


class BulkRow(NamedTuple):
    """One record as it shall be. `number`: the caller's own, once each. `values`: canonical; None clears a key."""

    number: int
    person_id: int
    source: str
    source_id: str
    values: Mapping[str, Any]
    occurred_on: date | None = None
    starts_at: datetime | None = None
    finishes_at: datetime | None = None
    zone: str = ""


@dataclass
class Counts:
    """How many rows make a record, change one, bring a withdrawn one back, or say what stands already."""

    created: int = 0
    changed: int = 0
    restored: int = 0
    unchanged: int = 0


@contextmanager
def open_stage(form: FormDefinition, *, batch: int = BATCH) -> Iterator[Stage]:
    """An empty stage for records of one form; one at a time a database connection, gone at the end.

    `batch`: how many rows are compared at once.
    """
    _run(DROP)
    _run(CREATE)
    fields = form.fields.filter(written_by__in=["", CALCULATION]).exclude(section__is_table=True)
    writers = dict(fields.values_list("key", "written_by"))
    tables = form.sections.filter(is_table=True).exclude(key="").values_list("key", flat=True)
    owned = {key for key, writer in writers.items() if not writer} | set(tables)
    yield Stage(form, frozenset(owned), computes=CALCULATION in writers.values(), batch=batch)
    _run(DROP)


@dataclass
class Stage:
    """Rows waiting to be written; they outlive transactions, so that progress can be told while they are added.

    `owned`: the keys people write; `computes`: whether the form has values that nobody types.
    """

    form: FormDefinition
    owned: frozenset[str]
    computes: bool
    batch: int = BATCH
    first: int = 0
    last: int = -1
    _days: dict[int, set[date | None]] = field(default_factory=dict)

    def add(self, rows: Iterable[BulkRow]) -> int:
        """Lays rows in, numbers ascending. Returns how many. Raises ValueError for keys that are not people's."""
        count = 0
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(LAY_IN) as copy:
            for row in rows:
                if not self.owned.issuperset(row.values):
                    raise ValueError("A row holds keys that people do not write.")
                copy.write_row(_columns(row))
                self.first = self.first if self.last >= 0 else row.number
                self.last = row.number
                count += 1
        return count

    def rename_strangers(self, source: str) -> None:
        """Rows that name a record of another source which is not there become `source`'s own, under the whole name."""
        _run(RENAME_STRANGERS, {"form": self.form.pk, "source": source})

    def duplicates(self, most: int) -> list[tuple[int, int]]:
        """(number, number of the row before it with the same identity), at most `most` pairs."""
        return _fetch(DUPLICATES, {"most": most})

    def compare(self, stamp: Stamp) -> Counts:
        """What writing would do now. Writes nothing."""
        counts = Counts(created=_fetch(NEW, {"form": self.form.pk})[0][0])
        for batch in self._different(stamp, ""):
            _count(counts, batch)
        counts.unchanged = self._rows() - counts.created - counts.changed - counts.restored
        return counts

    @transaction.atomic
    def write(self, stamp: Stamp) -> Counts:
        """Makes, changes and restores what the rows ask for, with history, and tells it once. All or nothing."""
        self._days = {}
        wait_for_turn(self.form)
        counts = Counts(created=self._insert(stamp))
        for batch in self._different(stamp, "FOR UPDATE OF r"):
            _count(counts, batch)
            self._update(batch, stamp)
        counts.unchanged = self._rows() - counts.created - counts.changed - counts.restored
        told = [Written(self.form.pk, person_id, frozenset(days)) for person_id, days in sorted(self._days.items())]
        if told:
            tell_written(told, stamp.now)
        return counts

    def _rows(self) -> int:
        return int(_fetch("SELECT count(*) FROM bulk_stage", {})[0][0])

    def _insert(self, stamp: Stamp) -> int:
        if self.computes:
            self._compute_new(stamp)
        by = stamp.by.pk if stamp.by else None
        asked = {"form": self.form.pk, "owner": stamp.owner, "by": by, "now": stamp.now}
        made = 0
        for person_id, days, count in _fetch(INSERT_NEW, asked):
            self._days.setdefault(person_id, set()).update(days)
            made += count
        return made

    def _compute_new(self, stamp: Stamp) -> None:
        """Lays what nobody types beside the answers of the records that will be made."""
        for low in range(self.first, self.last + 1, self.batch):
            rows = _fetch(NEW_ROWS, {"form": self.form.pk, "low": low, "high": low + self.batch})
            people = Person.objects.in_bulk({person_id for _number, person_id, _day, _said in rows})
            entry = Entry(stamp.by, stamp.now, stamp.now)
            found = [
                computed_values(self.form, people[person_id], day, json.loads(said), entry)
                for _number, person_id, day, said in rows
            ]
            held = [json.dumps({key: one for key, one in values.items() if one is not None}) for values in found]
            _run(FILL_COMPUTED, {"numbers": [row[0] for row in rows], "computed": held})

    def _different(self, stamp: Stamp, lock: str) -> Iterator[list[_Change]]:
        """Batch by batch the records that stand otherwise, as they shall be."""
        # What nobody types may have changed although the answers are the same: then every record is looked at.
        sql = DIFFERENT.format(already_so="FALSE" if self.computes else ALREADY_SO, lock=lock)
        for low in range(self.first, self.last + 1, self.batch):
            asked = {"form": self.form.pk, "owner": stamp.owner, "low": low, "high": low + self.batch}
            rows = _fetch(sql, asked)
            people = Person.objects.in_bulk({row[1] for row in rows} | {row[2] for row in rows if row[2]})
            found = (self._change(row, people, stamp) for row in rows)
            yield [one for one in found if one is not None]

    def _change(self, row: tuple[Any, ...], people: Mapping[int, Person], stamp: Stamp) -> _Change | None:
        """The record changed in memory, or None when it says all this already; as records.put_record does it."""
        record, wanted = _standing(self.form, row, people)
        said, cleared, *dates = wanted
        given = {name: value for name, value in zip(DATES, dates, strict=True) if value not in (None, "")}
        difference = Difference()
        set_dates(record, difference, **given)
        values = {**json.loads(said), **dict.fromkeys(cleared)}
        if self.computes:
            entry = Entry(record.entered_by, record.created_at, stamp.now)
            held = {key: value for key, value in {**record.values, **values}.items() if value is not None}
            values |= computed_values(self.form, record.person, record.occurred_on, held, entry)
        set_values(record, values, difference)
        kind = RecordChange.Kind.REDATED if difference.is_new_date_only else RecordChange.Kind.EDITED
        if record.withdrawn_at is not None:
            kind = RecordChange.Kind.RESTORED
        elif not difference:
            return None
        mark_owner(record, self.owned, stamp.owner)
        return _Change(record, kind, difference)

    def _update(self, batch: list[_Change], stamp: Stamp) -> None:
        if not batch:
            return
        records = [one.record for one in batch]
        columns = {name: [getattr(record, name) for record in records] for name in ("pk", *DATES)}
        columns["values"] = [json.dumps(record.values) for record in records]
        columns["digests"] = [json.dumps(record.digests) for record in records]
        _run(UPDATE, {**columns, "now": stamp.now})
        RecordChange.objects.bulk_create(
            [make_change(one.record, one.kind, one.difference, stamp) for one in batch], batch_size=BATCH
        )
        for one in batch:
            self._days.setdefault(one.record.person_id, set()).update(days_of(one.record, one.difference))


# The first half of the advisory lock's name; the second is the form.
_ROOM = 0x666F


def wait_for_turn(form: FormDefinition) -> None:
    """From here to the end of the transaction nobody else writes many records of this form.

    One at a time a form: two that lock the same records in another order would wait for each other for ever. Who reads
    before they write many takes their turn first.
    """
    _run("SELECT pg_advisory_xact_lock(%(room)s, %(form)s)", {"room": _ROOM, "form": form.pk})


class _Change(NamedTuple):
    record: Record
    kind: str
    difference: Difference


def _columns(row: BulkRow) -> tuple[Any, ...]:
    said = {key: value for key, value in row.values.items() if value is not None}
    cleared = [key for key, value in row.values.items() if value is None]
    digest = digest_of(said) if said else ""
    dates = (row.occurred_on, row.starts_at, row.finishes_at, row.zone)
    return (row.number, row.person_id, row.source, row.source_id, json.dumps(said), cleared, digest, *dates)


def _standing(
    form: FormDefinition, row: tuple[Any, ...], people: Mapping[int, Person]
) -> tuple[Record, tuple[Any, ...]]:
    """The record as it stands, and what the row says of it."""
    pk, person_id, entered_by_id, created_at, withdrawn_at, values, digests, *rest = row
    record = Record(
        pk=pk,
        form=form,
        person=people[person_id],
        entered_by=people.get(entered_by_id),
        created_at=created_at,
        withdrawn_at=withdrawn_at,
        values=json.loads(values),
        digests=json.loads(digests),
        **dict(zip(DATES, rest[:4], strict=True)),
    )
    return record, tuple(rest[4:])


def _count(counts: Counts, batch: list[_Change]) -> None:
    restored = sum(one.kind == RecordChange.Kind.RESTORED for one in batch)
    counts.restored += restored
    counts.changed += len(batch) - restored


def _run(sql: str, asked: Mapping[str, Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)


def _fetch(sql: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
