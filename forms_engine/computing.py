"""What of a record nobody types: personal details, linked values, calculations, who entered it and when.

The one socket through which computed keys get their values: whatever writes records asks it, and writes the answer
beside the answers of people or of a connector, in one change.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from forms_engine.calculating.reckoning import Subject, reckon
from forms_engine.calculating.site import Site, known_site
from forms_engine.field_types import field_type
from forms_engine.field_types.age import Age
from forms_engine.field_types.personal_detail import PersonalDetail
from forms_engine.models import FieldDefinition, Record
from people.models import Person


class Entry(NamedTuple):
    """Who made the record and when (None: not known, which leaves what stands), and the moment of this writing."""

    by: Person | None
    at: datetime | None
    now: datetime


class Drafted(NamedTuple):
    """A record as it shall be. `values`: all it holds, without what is None. `record_id`: None for a new one."""

    person: Person
    occurred_on: date | None
    values: Mapping[str, Any]
    entry: Entry
    record_id: int | None = None
    starts_at: datetime | None = None


def drafted(record: Record, values: Mapping[str, Any], entry: Entry) -> Drafted:
    """The record with `values`, None for none, over what it holds."""
    held = {key: value for key, value in {**record.values, **values}.items() if value is not None}
    return Drafted(record.person, record.occurred_on, held, entry, record.pk, record.starts_at)


def computed_values(form_id: int, drafts: Sequence[Drafted]) -> list[dict[str, Any]]:
    """For each record key → canonical value, None for none, of the form's fields that are written by "calculation".

    A table with calculated columns is among the keys, with its rows. A key that is not answered keeps what it holds.
    One statement, and at most two a form that is looked at, whatever the number of records.
    """
    site = known_site()
    form_key = site.form_keys.get(form_id, "")
    if not drafts or not site.computes(form_key):
        return [{} for _one in drafts]
    noted = [_noted_down(site.noted_down.get(form_key, ()), one) for one in drafts]
    subjects = [
        Subject(one.person.pk, one.occurred_on, _together(one.values, plain), one.record_id, one.starts_at)
        for one, plain in zip(drafts, noted, strict=True)
    ]
    reckoned = reckon(site, form_key, subjects, drafts[0].entry.now)
    return [plain | answers for plain, answers in zip(noted, reckoned, strict=True)]


def computed_keys(site: Site, form_id: int) -> frozenset[str]:
    """The keys of a record that nobody typed: a record that holds nothing else is empty."""
    return site.computed_keys.get(site.form_keys.get(form_id, ""), frozenset())


def _together(values: Mapping[str, Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    both = {**values, **plain} if plain else values
    return {key: value for key, value in both.items() if value is not None}


def _noted_down(fields: Collection[FieldDefinition], one: Drafted) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for field in fields:
        kind = field_type(field.type)
        if isinstance(kind, PersonalDetail):
            answers[field.key] = kind.read(field, one.person)
        elif isinstance(kind, Age):
            answers[field.key] = kind.reckon(
                one.person.date_of_birth, one.occurred_on or timezone.localdate(one.entry.now)
            )
        elif field.type == "entered_by" and one.entry.by is not None:
            answers[field.key] = one.entry.by.full_name
        elif field.type == "entered_on" and one.entry.at is not None:
            answers[field.key] = one.entry.at.isoformat(timespec="seconds")
    return answers
