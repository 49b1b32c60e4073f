"""Saving a grid: every row by itself good or not, all good ones in one transaction and a fixed number of statements."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from forms_engine.bulk import BulkRow, open_stage, wait_for_turn
from forms_engine.group_entry.judging import Verdict, judge_row
from forms_engine.group_entry.places import Place
from forms_engine.group_entry.sending import SentRow
from forms_engine.group_entry.standing import Asked, changes_by_others, lock_records
from forms_engine.ledger import PEOPLE, Stamp
from forms_engine.models import Record

TICK = timedelta(microseconds=1)


def save_rows(place: Place, rows: Sequence[SentRow], now: datetime) -> list[Verdict]:
    """Writes the good rows and says of each what came of it, in the order sent; `record` is as it stands afterwards.

    The same rows again change nothing. Nothing somebody else wrote since is overwritten.
    """
    with transaction.atomic():
        wait_for_turn(place.form)
        verdicts = _judge(place, rows)
        good = [one for one in verdicts if one.is_good and (one.record is not None or any_value(one.values))]
        if good:
            _write(place, good, _later_than_all(good, now))
            written = lock_records(place, [_asked(one.row) for one in good])
            for one in good:
                one.record = written.get(one.row.person_id)
    return verdicts


def check_rows(place: Place, rows: Sequence[SentRow]) -> list[Verdict]:
    """What saving would say of each row. Writes nothing."""
    with transaction.atomic():
        return _judge(place, rows)


def any_value(values: Mapping[str, Any]) -> bool:
    """A row of empty cells alone makes no record."""
    return any(value is not None for value in values.values())


def _judge(place: Place, rows: Sequence[SentRow]) -> list[Verdict]:
    records = lock_records(place, map(_asked, rows))
    seen = {records[row.person_id]: row.seen_at for row in rows if row.person_id in records}
    others = changes_by_others(place.viewer, seen)
    return [judge_row(place, row, records.get(row.person_id), others) for row in rows]


def _asked(row: SentRow) -> Asked:
    return Asked(row.person_id, row.source_id, row.record_id)


def _later_than_all(verdicts: Iterable[Verdict], now: datetime) -> datetime:
    """A save that waited for another must not look older than it: pages know what is new by the moment."""
    moments = [one.record.modified_at + TICK for one in verdicts if one.record is not None]
    return max([now, *moments])


def _write(place: Place, good: Sequence[Verdict], now: datetime) -> None:
    with open_stage(place.form) as stage:
        stage.add(_bulk_row(number, one, place) for number, one in enumerate(good))
        stage.write(Stamp(now=now, by=place.viewer, owner=PEOPLE))


def _bulk_row(number: int, verdict: Verdict, place: Place) -> BulkRow:
    record: Record | None = verdict.record
    return BulkRow(
        number=number,
        person_id=verdict.row.person_id,
        source=record.source if record else PEOPLE,
        source_id=record.source_id if record else verdict.row.source_id,
        values=verdict.values,
        occurred_on=place.day,
    )
