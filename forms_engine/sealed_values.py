"""The only door to secrets. Records and their history say no more than that one is set, or was changed.

Only sync/tokens.py may come in here, under the lock of the connection whose tokens they are.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from forms_engine.errors import ClosedField, UnknownField
from forms_engine.field_types.secret import CHANGED, LONGEST_SECRET, SET
from forms_engine.ledger import Difference, Stamp, make_change, set_values
from forms_engine.models import FieldDefinition, FormDefinition, Record, RecordChange, SealedValue
from forms_engine.records import insert_record
from people.models import Person

NO_VALUES: Mapping[str, Any] = {}
# Secrets by field key, and the record's open values.
Opened = tuple[dict[str, str], dict[str, Any]]


def put_secrets(
    form: FormDefinition,
    person: Person,
    *,
    source: str,
    source_id: str,
    secrets: Mapping[str, str],
    values: Mapping[str, Any],
    stamp: Stamp,
) -> Record:
    """Seals `secrets` (field key → text, not empty) and writes `values` (canonical; None clears) beside them.

    Secrets not named stay. Up to six statements, no savepoint, so it fits a short durable transaction.
    Raises UnknownField, ClosedField (a secret for an open field, or the other way round), ValueError (empty, too long).
    """
    fields = _fields_of(form, secrets, values)
    for text in secrets.values():
        if not 0 < len(text) <= LONGEST_SECRET:
            raise ValueError("A secret is text of 1 to 8,000 characters.")
    identity = {"form": form, "person": person, "source": source, "source_id": source_id}
    with transaction.atomic(savepoint=False):
        record = Record.objects.select_for_update().filter(**identity).first()
        if record is None:
            first = {key: value for key, value in values.items() if value is not None} | dict.fromkeys(secrets, SET)
            fresh = Record(**identity, values=first, created_at=stamp.now, modified_at=stamp.now)
            if insert_record(fresh):
                _upsert(fresh, fields, secrets, stamp)
                return fresh
            record = Record.objects.select_for_update().get(**identity)
        words = {key: CHANGED if key in record.values else SET for key in secrets}
        difference = set_values(record, {**values, **words})
        for key in words.keys() & (record.values.keys() - difference.after.keys()):
            difference.before[key] = difference.after[key] = CHANGED  # "changed" again is news all the same
        _upsert(record, fields, secrets, stamp)
        _save(record, difference, stamp)
        return record


def open_record(form_key: str, person: Person, *, source: str, source_id: str) -> Opened:
    """(secrets by field key, open values) of one record; two empty ones when it holds no secret. One query.

    Raises sealing.seals.CannotOpen.
    """
    return open_records(form_key, [person], source=source, source_id=source_id).get(person.pk, ({}, {}))


def open_records(form_key: str, people: Collection[Person], *, source: str, source_id: str) -> dict[int, Opened]:
    """Person id → what `open_record` says, for those who have a secret there. One query, and one error for all."""
    rows = SealedValue.objects.filter(
        record__form__key=form_key, record__person__in=people, record__source=source, record__source_id=source_id
    ).values_list("record__person_id", "field__key", "text", "record__values")
    opened: dict[int, Opened] = {}
    for person_id, key, text, said in rows:
        opened.setdefault(person_id, ({}, said))[0][key] = text
    return opened


def wipe_secrets(
    form: FormDefinition,
    person: Person,
    *,
    source: str,
    source_id: str,
    stamp: Stamp,
    keys: Collection[str] | None = None,
    values: Mapping[str, Any] = NO_VALUES,
) -> Record | None:
    """Removes the secrets (all, or those of `keys`) for good and writes `values` beside. None when there is no record.

    Idempotent. Raises UnknownField, ClosedField as `put_secrets`.
    """
    _fields_of(form, {}, values)
    with transaction.atomic(savepoint=False):
        record = (
            Record.objects.select_for_update()
            .filter(form=form, person=person, source=source, source_id=source_id)
            .first()
        )
        if record is None:
            return None
        sealed = SealedValue.objects.filter(record=record)
        if keys is not None:
            sealed = sealed.filter(field__key__in=keys)
        gone = list(sealed.values_list("field__key", flat=True))
        sealed.delete()
        difference = set_values(record, {**values, **dict.fromkeys(gone)})
        if difference:
            _save(record, difference, stamp)
        return record


def _fields_of(
    form: FormDefinition, secrets: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, FieldDefinition]:
    named = {**secrets, **values}
    fields = {field.key: field for field in form.fields.filter(key__in=list(named))}
    for key in named:
        if key not in fields:
            raise UnknownField(_("This form has no field “%(key)s”.") % {"key": key[:80]})
        if (fields[key].type == "secret") != (key in secrets):
            raise ClosedField(_("“%(key)s” is not written this way.") % {"key": key})
    return fields


def _upsert(record: Record, fields: Mapping[str, FieldDefinition], secrets: Mapping[str, str], stamp: Stamp) -> None:
    SealedValue.objects.bulk_create(
        [
            SealedValue(record=record, field=fields[key], text=text, set_at=stamp.now)
            for key, text in sorted(secrets.items())
        ],
        update_conflicts=True,
        unique_fields=["record", "field"],
        update_fields=["text", "set_at"],
    )


def _save(record: Record, difference: Difference, stamp: Stamp) -> None:
    record.modified_at = stamp.now
    record.save(update_fields=["values", "modified_at"])
    make_change(record, RecordChange.Kind.EDITED, difference, stamp).save(force_insert=True)
