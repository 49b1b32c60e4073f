"""The only writer of single records: put, edit, withdraw, restore. Many days at once are reconcile.py's."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from forms_engine.errors import ClosedField, UnknownField
from forms_engine.extension import Written, tell_written
from forms_engine.ledger import PEOPLE, Difference, Stamp, digest_of, make_change, set_dates, set_values
from forms_engine.models import FormDefinition, Record, RecordChange
from forms_engine.validation import NEVER_IN_A_RECORD
from people.models import Person

__all__ = ["PEOPLE", "PROFILE", "Stamp", "edit_record", "put_record", "restore_record", "withdraw_record"]

# The one source id of a profile form's record.
PROFILE = "profile"

WRITTEN = [
    "values",
    "digests",
    "source_on",
    "occurred_on",
    "starts_at",
    "finishes_at",
    "zone",
    "modified_at",
    "withdrawn_at",
]


def put_record(
    form: FormDefinition,
    person: Person,
    *,
    source: str,
    source_id: str,
    values: Mapping[str, Any],
    stamp: Stamp,
    occurred_on: date | None = None,
    starts_at: datetime | None = None,
    finishes_at: datetime | None = None,
    zone: str = "",
) -> Record:
    """The record of this identity, made or brought up to date. Idempotent: the same again writes nothing.

    `values` are canonical (`clean_values`) and belong to `stamp.owner`; None clears a key, keys not named stay, and a
    date not given stays. A withdrawn record comes back. Different values are an edit, with history.
    Raises UnknownField, ClosedField (another owner's key).
    """
    owned = _owned_keys(form, values, stamp.owner)
    dates = _given(occurred_on=occurred_on, starts_at=starts_at, finishes_at=finishes_at, zone=zone)
    identity = {"form": form, "person": person, "source": source, "source_id": source_id}
    with transaction.atomic():
        record = Record.objects.select_for_update().filter(**identity).first()
        if record is None:
            fresh = Record(
                **identity,
                **dates,
                values={key: value for key, value in values.items() if value is not None},
                entered_by=stamp.by,
                created_at=stamp.now,
                modified_at=stamp.now,
            )
            _mark_owner(fresh, owned, stamp.owner)
            if insert_record(fresh):
                _tell(fresh, {fresh.occurred_on}, stamp.now)
                return fresh
            record = Record.objects.select_for_update().get(**identity)
        return _bring_up_to_date(record, owned, values, dates, stamp, restores=True)


def edit_record(record: Record, values: Mapping[str, Any], stamp: Stamp, *, occurred_on: date | None = None) -> Record:
    """The record with these values, as it now stands. None clears a key; keys not named stay; no change, no write.

    Raises UnknownField, ClosedField (another owner's key).
    """
    owned = _owned_keys(record.form, values, stamp.owner)
    with transaction.atomic():
        locked = lock_record(record.pk)
        return _bring_up_to_date(locked, owned, values, _given(occurred_on=occurred_on), stamp, restores=False)


def withdraw_record(record: Record, stamp: Stamp) -> Record:
    """Hides the record; nothing is lost. A connector does not bring it back by itself while its document stays."""
    with transaction.atomic():
        locked = lock_record(record.pk)
        if locked.withdrawn_at is None:
            locked.withdrawn_at = stamp.now
            _save_with_change(locked, RecordChange.Kind.WITHDRAWN, Difference(), stamp)
        return locked


def restore_record(record: Record, stamp: Stamp) -> Record:
    """A withdrawn record is back, as it was."""
    with transaction.atomic():
        locked = lock_record(record.pk)
        if locked.withdrawn_at is not None:
            locked.withdrawn_at = None
            _save_with_change(locked, RecordChange.Kind.RESTORED, Difference(), stamp)
        return locked


def lock_record(record_id: int) -> Record:
    """The record under its row lock, until the transaction ends."""
    return Record.objects.select_for_update(of=("self",)).select_related("form").get(pk=record_id)


def insert_record(record: Record) -> bool:
    """True when it went in; False when another transaction was first, whose row is then committed and readable."""
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as error:
        if "record_identity" not in str(error):
            raise
        return False
    return True


def _bring_up_to_date(
    record: Record,
    owned: frozenset[str],
    values: Mapping[str, Any],
    dates: Mapping[str, Any],
    stamp: Stamp,
    *,
    restores: bool,
) -> Record:
    difference = set_values(record, values)
    set_dates(record, difference, **dates)
    kind = RecordChange.Kind.REDATED if difference.is_new_date_only else RecordChange.Kind.EDITED
    if restores and record.withdrawn_at is not None:
        record.withdrawn_at = None
        kind = RecordChange.Kind.RESTORED
    elif not difference:
        return record
    _mark_owner(record, owned, stamp.owner)
    _save_with_change(record, kind, difference, stamp)
    return record


def _save_with_change(record: Record, kind: str, difference: Difference, stamp: Stamp) -> None:
    record.modified_at = stamp.now
    record.save(update_fields=WRITTEN)
    make_change(record, kind, difference, stamp).save(force_insert=True)
    _tell(record, days_of(record, difference), stamp.now)


def days_of(record: Record, difference: Difference) -> set[date | None]:
    """The day a record is on and, when that has just changed, the day it was on."""
    was_on = difference.before.get("_occurred_on")
    return {record.occurred_on, *([date.fromisoformat(was_on)] if was_on else [])}


def _tell(record: Record, days: set[date | None], now: datetime) -> None:
    tell_written([Written(record.form_id, record.person_id, frozenset(days))], now)


def _mark_owner(record: Record, owned: frozenset[str], owner: str) -> None:
    """The owner's digest, or none when it has no values left."""
    held = {key: value for key, value in record.values.items() if key in owned}
    if held:
        record.digests[owner] = {"digest": digest_of(held), "document": ""}
    else:
        record.digests.pop(owner, None)


def _owned_keys(form: FormDefinition, values: Mapping[str, Any], owner: str) -> frozenset[str]:
    """All keys of the form that `owner` may write. Raises when `values` reaches beyond them."""
    writer = "" if owner == PEOPLE else owner.partition(":")[0]
    fields = {key: (written_by, kind) for key, written_by, kind in form.fields.values_list("key", "written_by", "type")}
    for key in values:
        if key not in fields:
            raise UnknownField(_("This form has no field “%(key)s”.") % {"key": str(key)[:80]})
        written_by, kind = fields[key]
        if written_by != writer or kind in NEVER_IN_A_RECORD:
            raise ClosedField(_("“%(key)s” is not written by %(owner)s.") % {"key": key, "owner": owner})
    return frozenset(key for key, (written_by, _kind) in fields.items() if written_by == writer)


def _given(**dates: Any) -> dict[str, Any]:
    return {name: value for name, value in dates.items() if value not in (None, "")}
