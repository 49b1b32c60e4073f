"""What of a record nobody types: personal details, linked values, who entered it and when.

The one socket through which calculated keys get their values: `records.py` asks it whenever it writes a record of a
form that has such fields, and writes the answer beside the answers of people, in one change.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone

from forms_engine.field_types import field_type
from forms_engine.field_types.age import Age
from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.linked import (
    LATEST_BEFORE,
    LINKED,
    NIGHT_BEFORE,
    PROFILE,
    SAME_DAY,
    Link,
    LinkedText,
    link_of,
)
from forms_engine.field_types.personal_detail import PersonalDetail
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.queries import latest_values
from people.models import Person

ONE_DAY = timedelta(days=1)
# What a linked value never takes, whatever a definition says.
CLOSED = frozenset({"secret", "link", "series", "attachment", *LINKED})


class Entry(NamedTuple):
    """Who made the record and when (None: not known), and the moment of this writing."""

    by: Person | None
    at: datetime | None
    now: datetime


def computed_values(
    form: FormDefinition,
    person: Person,
    occurred_on: date | None,
    values: Mapping[str, Any],
    entry: Entry | None = None,
) -> dict[str, Any]:
    """Field key → canonical value, None for none, of the form's fields that are written by "calculation".

    `values`: all of the record's other values. A key that is not answered keeps what it holds.
    One query, and up to three a linked value.
    """
    entry = entry or Entry(None, None, timezone.now())
    day = occurred_on or timezone.localdate(entry.now)
    answers: dict[str, Any] = {}
    for field in _computed_fields(form):
        kind = field_type(field.type)
        if isinstance(kind, PersonalDetail):
            answers[field.key] = kind.read(field, person)
        elif isinstance(kind, Age):
            answers[field.key] = kind.reckon(person.date_of_birth, day)
        elif field.type in LINKED:
            answers[field.key] = _linked_value(field, person, day)
        elif field.type == "entered_by" and entry.by is not None:
            answers[field.key] = entry.by.full_name
        elif field.type == "entered_on" and entry.at is not None:
            answers[field.key] = entry.at.isoformat(timespec="seconds")
    return answers


def _computed_fields(form: FormDefinition) -> list[FieldDefinition]:
    """Columns of tables are not among them: what computes a row does so with the row."""
    fields = form.fields.filter(written_by=CALCULATION, retired_at=None)
    return list(fields.exclude(section__is_table=True).order_by("order", "pk"))


def _linked_value(field: FieldDefinition, person: Person, day: date) -> Any:
    """What the link finds, in the words of the field's own type; None when it finds nothing that fits."""
    link = link_of(field)
    source = link and FieldDefinition.objects.filter(form__key=link.form_key, key=link.field_key).first()
    if link is None or source is None or source.type in CLOSED:
        return None
    found = _read(link, person, day)
    if found is None:
        return None
    try:
        # Words of a choice, a number or a day are all text to a linked text.
        return field_type(field.type).clean(
            field, field_type(source.type).show(source, found) if _is_text(field) else found
        )
    except ValidationError:
        return None


def _is_text(field: FieldDefinition) -> bool:
    return isinstance(field_type(field.type), LinkedText)


def _read(link: Link, person: Person, day: date) -> Any:
    if link.when == PROFILE:
        profile = Record.objects.filter(form__key=link.form_key, person=person, withdrawn_at=None).order_by("pk")
        values = profile.values_list("values", flat=True).first()
        return (values or {}).get(link.field_key)
    first, last = {
        SAME_DAY: (day, day),
        NIGHT_BEFORE: (day - ONE_DAY, day - ONE_DAY),
        LATEST_BEFORE: (None, day - ONE_DAY),
    }[link.when]
    found = latest_values(link.form_key, [person.pk], [link.field_key], last, first=first)
    return found[0].value if found else None
