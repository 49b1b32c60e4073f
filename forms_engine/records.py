"""The only writer of single records: put, edit, withdraw, restore. Many days at once are reconcile.py's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from forms_engine.attachments import check_files, tie_files
from forms_engine.calculating.site import one_look
from forms_engine.computing import Entry, computed_values, drafted
from forms_engine.errors import ClosedField, UnknownField
from forms_engine.extension import Written, tell_written
from forms_engine.field_types.base import CALCULATION
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
    What nobody types (computing.py) is reckoned anew and written beside them.
    Raises UnknownField, ClosedField (another owner's key, somebody else's file).
    """
    plan = _plan(form, values, stamp.owner)
    dates = _given(occurred_on=occurred_on, starts_at=starts_at, finishes_at=finishes_at, zone=zone)
    identity = {"form": form, "person": person, "source": source, "source_id": source_id}
    with transaction.atomic(), one_look():
        record = Record.objects.select_for_update().filter(**identity).first()
        if record is None:
            fresh = Record(**identity, **dates, entered_by=stamp.by, created_at=stamp.now, modified_at=stamp.now)
            set_values(fresh, _with_computed(fresh, plan, values, stamp))
            mark_owner(fresh, plan.owned, stamp.owner)
            if insert_record(fresh):
                tie_files(fresh, plan.files)
                _tell(fresh, {fresh.occurred_on}, stamp.now)
                return fresh
            record = Record.objects.select_for_update().get(**identity)
        return _bring_up_to_date(record, plan, values, dates, stamp, restores=True)


def edit_record(record: Record, values: Mapping[str, Any], stamp: Stamp, *, occurred_on: date | None = None) -> Record:
    """The record with these values, as it now stands. None clears a key; keys not named stay; no change, no write.

    Raises UnknownField, ClosedField (another owner's key, somebody else's file).
    """
    plan = _plan(record.form, values, stamp.owner)
    with transaction.atomic(), one_look():
        locked = lock_record(record.pk)
        return _bring_up_to_date(locked, plan, values, _given(occurred_on=occurred_on), stamp, restores=False)


def withdraw_record(record: Record, stamp: Stamp) -> Record:
    """Hides the record; nothing is lost. A connector does not bring it back by itself while its document stays."""
    with transaction.atomic():
        locked = lock_record(record.pk)
        if locked.withdrawn_at is None:
            locked.withdrawn_at = stamp.now
            _save_with_change(locked, RecordChange.Kind.WITHDRAWN, Difference(), stamp)
        return locked


def restore_record(record: Record, stamp: Stamp) -> Record:
    """A withdrawn record is back, as it was; what nobody types is reckoned anew."""
    with transaction.atomic(), one_look():
        locked = lock_record(record.pk)
        if locked.withdrawn_at is not None:
            locked.withdrawn_at = None
            entry = Entry(None, None, stamp.now)
            difference = set_values(locked, computed_values(locked.form_id, [drafted(locked, {}, entry)])[0])
            _save_with_change(locked, RecordChange.Kind.RESTORED, difference, stamp)
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
    plan: "_Plan",
    values: Mapping[str, Any],
    dates: Mapping[str, Any],
    stamp: Stamp,
    *,
    restores: bool,
) -> Record:
    difference = Difference()
    set_dates(record, difference, **dates)
    set_values(record, _with_computed(record, plan, values, stamp), difference)
    kind = RecordChange.Kind.REDATED if difference.is_new_date_only else RecordChange.Kind.EDITED
    if restores and record.withdrawn_at is not None:
        record.withdrawn_at = None
        kind = RecordChange.Kind.RESTORED
    elif not difference:
        return record
    mark_owner(record, plan.owned, stamp.owner)
    _save_with_change(record, kind, difference, stamp)
    tie_files(record, plan.files)
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


def mark_owner(record: Record, owned: frozenset[str], owner: str) -> None:
    """The owner's digest, or none when it has no values left."""
    held = {key: value for key, value in record.values.items() if key in owned}
    if held:
        record.digests[owner] = {"digest": digest_of(held), "document": ""}
    else:
        record.digests.pop(owner, None)


@dataclass(frozen=True)
class _Plan:
    """What a form means for who writes: `owned` keys they may write, `files` those naming files, `computes` or not."""

    owned: frozenset[str]
    files: frozenset[str]
    computes: bool


def _plan(form: FormDefinition, values: Mapping[str, Any], owner: str) -> _Plan:
    """Raises when `values` reaches beyond what `owner` may write. One query, another for whoever writes a table."""
    writer = "" if owner == PEOPLE else owner.partition(":")[0]
    rows = form.fields.values_list("key", "written_by", "type", "section__is_table")
    fields = {key: (written_by, kind) for key, written_by, kind, is_column in rows if not is_column}
    computes = any(written_by == CALCULATION for _key, written_by, _kind, _is_column in rows)
    beyond = values.keys() - fields.keys()
    tables = _tables_of(form) if writer == "" and (beyond or len(fields) < len(rows)) else frozenset()
    for key in values:
        if key in tables:
            continue
        if key not in fields:
            raise UnknownField(_("This form has no field “%(key)s”.") % {"key": str(key)[:80]})
        written_by, kind = fields[key]
        if written_by != writer or kind in NEVER_IN_A_RECORD:
            raise ClosedField(_("“%(key)s” is not written by %(owner)s.") % {"key": key, "owner": owner})
    return _Plan(
        owned=tables | {key for key, (written_by, _kind) in fields.items() if written_by == writer},
        files=frozenset(key for key, (_writer, kind) in fields.items() if kind == "attachment"),
        computes=writer != CALCULATION and computes,
    )


def _tables_of(form: FormDefinition) -> frozenset[str]:
    return frozenset(form.sections.filter(is_table=True).exclude(key="").values_list("key", flat=True))


def _with_computed(record: Record, plan: _Plan, values: Mapping[str, Any], stamp: Stamp) -> dict[str, Any]:
    """`values`, files named as they were taken in, with what they make of the record's computed keys."""
    laid_in = dict(values)
    if plan.files & values.keys():
        standing = record if record.pk else None
        laid_in = check_files(values, plan.files, form=record.form, person=record.person, record=standing)
    if not plan.computes:
        return laid_in
    entry = Entry(record.entered_by, record.created_at, stamp.now)
    return laid_in | computed_values(record.form_id, [drafted(record, laid_in, entry)])[0]


def _given(**dates: Any) -> dict[str, Any]:
    return {name: value for name, value in dates.items() if value not in (None, "")}
