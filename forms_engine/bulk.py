"""Many records at once, by the rules of records.py: owners, digests, history, told once.

Rows are laid into a temporary table by COPY, compared there with what stands (digest first), and written in one
transaction. `records.put_record` once a row leaves the same rows behind, only slower.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection, transaction

from forms_engine.bulk_computing import computed_parts
from forms_engine.bulk_rows import BulkRow, columns_of
from forms_engine.bulk_sql import (
    ALREADY_SO,
    CREATE,
    DIFFERENT,
    DROP,
    DUPLICATES,
    LAY_IN,
    MATCH,
    RENAME_STRANGERS,
    UPDATE,
    fetch,
    insert,
    run,
)
from forms_engine.calculating.site import one_look
from forms_engine.computing import Entry, computed_values, drafted
from forms_engine.extension import Written, tell_written
from forms_engine.field_types.base import CALCULATION
from forms_engine.ledger import Difference, Stamp, make_change, set_dates, set_values
from forms_engine.models import FormDefinition, Record, RecordChange
from forms_engine.records import days_of, mark_owner
from people.models import Person

BATCH = 2_000
FEW = 500
DATES = ("occurred_on", "starts_at", "finishes_at", "zone")


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

    `batch`: how many rows are compared at once. Two queries, none for a form that comes with its fields and sections.
    """
    run(DROP)
    run(CREATE)
    tables = {section.pk: section.key for section in form.sections.all() if section.is_table}
    fields = form.fields.all()
    owned = {one.key for one in fields if not one.written_by and one.section_id not in tables}
    owned |= {key for key in tables.values() if key}
    yield Stage(form, frozenset(owned), computes=any(one.written_by == CALCULATION for one in fields), batch=batch)
    run(DROP)


@dataclass
class Stage:
    """Rows waiting to be written; they outlive transactions, so that progress can be told while they are added.

    `owned`: the keys people write; `computes`: whether any value is typed by nobody; `matched`: rows with a record.
    """

    form: FormDefinition
    owned: frozenset[str]
    computes: bool
    batch: int = BATCH
    first: int = 0
    last: int = -1
    rows: int = 0
    matched: int = 0
    _is_matched: bool = False
    _days: dict[int, set[date | None]] = field(default_factory=dict)

    def add(self, rows: Iterable[BulkRow]) -> int:
        """Lays rows in, numbers ascending. Returns how many. Raises ValueError for keys that are not people's."""
        count = 0
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(LAY_IN) as copy:
            for row in rows:
                if not self.owned.issuperset(row.values):
                    raise ValueError("A row holds keys that people do not write.")
                copy.write_row(columns_of(row))
                self.first = self.first if self.last >= 0 else row.number
                self.last = row.number
                count += 1
        self.rows += count
        self._is_matched = False
        return count

    def rename_strangers(self, source: str) -> None:
        """Rows that name a record of another source which is not there become `source`'s own, under the whole name."""
        self._match_once()
        self._is_matched = not run(RENAME_STRANGERS, {"source": source})

    def duplicates(self, most: int) -> list[tuple[int, int]]:
        """(number, number of the row before it with the same identity), at most `most` pairs."""
        return fetch(DUPLICATES, {"most": most})

    def compare(self, stamp: Stamp) -> Counts:
        """What writing would do now. Writes nothing."""
        self._match_once()
        counts = Counts(created=self.rows - self.matched)
        for batch in self._different(stamp, ""):
            _count(counts, batch)
        counts.unchanged = self.rows - counts.created - counts.changed - counts.restored
        return counts

    @transaction.atomic
    def write(self, stamp: Stamp) -> Counts:
        """Makes, changes and restores what the rows ask for, with history, and tells it once. All or nothing."""
        self._days = {}
        wait_for_turn(self.form)
        with one_look():
            self._match_once()
            counts = Counts(created=self._insert(stamp))
            for batch in self._different(stamp, "FOR UPDATE OF r"):
                _count(counts, batch)
                self._update(batch, stamp)
            self._tell(stamp)
        counts.unchanged = self.rows - counts.created - counts.changed - counts.restored
        return counts

    def _tell(self, stamp: Stamp) -> None:
        told = [Written(self.form.pk, person_id, frozenset(days)) for person_id, days in sorted(self._days.items())]
        if told:
            tell_written(told, stamp.now)

    def _insert(self, stamp: Stamp) -> int:
        by = stamp.by.pk if stamp.by else None
        asked = {"form": self.form.pk, "owner": stamp.owner, "by": by, "now": stamp.now}
        made, wanted = 0, self.rows - self.matched
        for computed in self._computed(stamp):
            for person_id, days, count in insert({**asked, "computed": computed}, is_many=self.rows > FEW):
                self._days.setdefault(person_id, set()).update(days)
                made += count
        if made < wanted:
            # Somebody else made one of them meanwhile: theirs is changed instead.
            self._match()
        return made

    def _computed(self, stamp: Stamp) -> Iterable[str | None]:
        return computed_parts(self.form.pk, stamp, rows=self.rows, batch=self.batch) if self.computes else [None]

    def _match_once(self) -> None:
        """A record that somebody made since then is met when it cannot be made again."""
        if not self._is_matched:
            self._match()

    def _match(self) -> None:
        """Finds the record of each row that has one and has not found it yet."""
        self._is_matched = True
        self.matched += run(MATCH, {"form": self.form.pk})

    def _different(self, stamp: Stamp, lock: str) -> Iterator[list[_Change]]:
        """Batch by batch the records that stand otherwise, as they shall be."""
        if not self.matched:
            return
        # What nobody types may have changed although the answers are the same: then every record is looked at.
        sql = DIFFERENT.format(already_so="FALSE" if self.computes else ALREADY_SO, lock=lock)
        for low in range(self.first, self.last + 1, self.batch):
            asked = {"owner": stamp.owner, "low": low, "high": low + self.batch}
            rows = fetch(sql, asked)
            people = Person.objects.in_bulk({row[1] for row in rows} | {row[2] for row in rows if row[2]})
            yield self._changes([_standing(self.form, row, people) for row in rows], stamp)

    def _changes(self, standing: Sequence[tuple[Record, tuple[Any, ...]]], stamp: Stamp) -> list[_Change]:
        """The records changed in memory, without those that say all this already; as records.put_record does it."""
        differences, wanted = [], []
        for record, (said, cleared, *dates) in standing:
            given = {name: value for name, value in zip(DATES, dates, strict=True) if value not in (None, "")}
            difference = Difference()
            set_dates(record, difference, **given)
            differences.append(difference)
            wanted.append({**json.loads(said), **dict.fromkeys(cleared)})
        if self.computes:
            drafts = [
                drafted(record, values, Entry(record.entered_by, record.created_at, stamp.now))
                for (record, _said), values in zip(standing, wanted, strict=True)
            ]
            found = computed_values(self.form.pk, drafts)
            wanted = [values | computed for values, computed in zip(wanted, found, strict=True)]
        changes = []
        for (record, _said), values, difference in zip(standing, wanted, differences, strict=True):
            set_values(record, values, difference)
            kind = RecordChange.Kind.REDATED if difference.is_new_date_only else RecordChange.Kind.EDITED
            if record.withdrawn_at is not None:
                kind = RecordChange.Kind.RESTORED
            elif not difference:
                continue
            mark_owner(record, self.owned, stamp.owner)
            changes.append(_Change(record, kind, difference))
        return changes

    def _update(self, batch: list[_Change], stamp: Stamp) -> None:
        if not batch:
            return
        records = [one.record for one in batch]
        columns = {name: [getattr(record, name) for record in records] for name in ("pk", *DATES)}
        columns["values"] = [json.dumps(record.values) for record in records]
        columns["digests"] = [json.dumps(record.digests) for record in records]
        run(UPDATE, {**columns, "now": stamp.now})
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
    run("SELECT pg_advisory_xact_lock(%(room)s, %(form)s)", {"room": _ROOM, "form": form.pk})


class _Change(NamedTuple):
    record: Record
    kind: str
    difference: Difference


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
