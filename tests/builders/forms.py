"""Forms, fields and records made as the site makes them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from forms_engine.definitions import ensure_field, ensure_form, new_field, new_permission, roles_named
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Record
from forms_engine.records import PEOPLE, PROFILE, Stamp, put_record
from people.models import Person

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 10)
MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)

_numbers = count(1)


def make_form(
    name: str = "Daily Wellness",
    *,
    key: str = "",
    kind: str = FormDefinition.Kind.EVENT,
    fields: Mapping[str, str] | None = None,
    rights: Mapping[str, str] | None = None,
    managed_by: str = "",
    written_by: str = "",
    **details: Any,
) -> FormDefinition:
    """`fields`: key → type; `rights`: role → letters of lcrwd. `written_by` goes to every field."""
    form = ensure_form(
        key or f"form-{next(_numbers)}", f"{name} {next(_numbers)}" if not key else name, kind, managed_by=managed_by
    )
    for name_of, value in details.items():
        setattr(form, name_of, value)
    if details:
        form.save()
    FieldDefinition.objects.bulk_create(
        new_field(form, field_key, _label_of(field_key), kind_of, order=order, written_by=written_by)
        for order, (field_key, kind_of) in enumerate((fields or {}).items())
    )
    if rights:
        roles = roles_named(rights)
        FormPermission.objects.bulk_create(new_permission(form, roles[name], rights[name]) for name in rights)
    return form


def make_field(form: FormDefinition, key: str, type: str = "integer", **details: Any) -> FieldDefinition:
    label = details.pop("label", _label_of(key))
    return ensure_field(form, key, label, type, details.pop("unit", ""), **details)


def _label_of(key: str) -> str:
    return key.replace("_", " ").capitalize()


def make_stamp(by: Person | None = None, *, owner: str = PEOPLE, now: datetime = NOW, reason: str = "") -> Stamp:
    return Stamp(now=now, by=by, owner=owner, reason=reason)


def make_record(
    form: FormDefinition,
    person: Person,
    values: Mapping[str, Any] | None = None,
    *,
    occurred_on: date | None = TODAY,
    source: str = PEOPLE,
    source_id: str = "",
    stamp: Stamp | None = None,
    **dates: Any,
) -> Record:
    """A record put as people put it; the one record of a profile form has its fixed source id."""
    is_profile = form.kind == FormDefinition.Kind.PROFILE
    return put_record(
        form,
        person,
        source=source,
        source_id=source_id or (PROFILE if is_profile else f"by-hand-{next(_numbers)}"),
        values=values or {},
        stamp=stamp or make_stamp(person),
        occurred_on=None if is_profile else occurred_on,
        **dates,
    )
