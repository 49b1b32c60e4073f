"""What an export holds: which records, which columns, row by row; read from the database as it is written out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from forms_engine.cells import Cell, neutralise, write_cell
from forms_engine.flat import FlatColumn, flat_columns, flat_rows, headings_of
from forms_engine.models import FormDefinition, Record
from forms_engine.permissions import rights_over, visible_fields
from forms_engine.together import BY_BEGIN
from people.access import visible_people
from people.models import Person

CHUNK = 2_000
# In every language the same, as importing/plan.py looks for them.
ABOUT = ["Record", "Person", "Username", "UUID"]
DATED = ["Date", "Start", "Finish", "Zone"]


@dataclass(frozen=True)
class Selection:
    """Which records of a form: of `people` (id → person), dated `first` to `last`, each open when None."""

    form: FormDefinition
    people: dict[int, Person]
    first: date | None = None
    last: date | None = None

    def records(self) -> QuerySet[Record]:
        found = Record.objects.filter(form=self.form, person__in=self.people, withdrawn_at=None)
        if self.first is not None:
            found = found.filter(occurred_on__gte=self.first)
        if self.last is not None:
            found = found.filter(occurred_on__lte=self.last)
        return found

    def people_in_it(self) -> list[Person]:
        ids = self.records().order_by().values_list("person_id", flat=True).distinct()
        return [self.people[pk] for pk in ids]


def exportable_people(viewer: Person, form: FormDefinition) -> dict[int, Person]:
    """Id → person, of everybody whose records of the form `viewer` may take out."""
    people = {person.pk: person for person in visible_people(viewer).order_by("last_name", "first_name", "username")}
    rights = rights_over(viewer, people.values(), form)
    return {pk: person for pk, person in people.items() if rights[pk].read and rights[pk].exports}


def exported_columns(viewer: Person, selection: Selection) -> list[FlatColumn]:
    """The fields `viewer` sees about everybody in it; retired ones too, for what they still hold."""
    only_self = set(selection.people) == {viewer.pk}
    fields = visible_fields(viewer, viewer if only_self else None, selection.form, with_retired=True)
    return flat_columns(fields)


def export_headings(selection: Selection, columns: list[FlatColumn]) -> list[str]:
    """As an import recognises them."""
    about = ABOUT if _is_profile(selection) else [*ABOUT, *DATED]
    return [neutralise(heading) for heading in [*about, *headings_of(columns)]]


def export_rows(selection: Selection, columns: list[FlatColumn]) -> Iterator[list[Cell | date | None]]:
    """Each record by person and day; a table's further rows below its record. Memory stays flat."""
    names = ("person_id", "source", "source_id", "occurred_on", "starts_at", "finishes_at", "zone", "values")
    found = selection.records().order_by("person_id", "occurred_on", *BY_BEGIN).values_list(*names)
    is_profile = _is_profile(selection)
    for person_id, source, source_id, day, starts_at, finishes_at, zone, values in found.iterator(chunk_size=CHUNK):
        person = selection.people[person_id]
        uuid = str(person.uuid) if person.uuid else None
        about: list[Cell | date | None] = [
            neutralise(f"{source}:{source_id}"),
            neutralise(person.full_name),
            neutralise(person.username),
            uuid,
        ]
        if not is_profile:
            about += [day, _moment(starts_at, zone), _moment(finishes_at, zone), neutralise(zone) if zone else None]
        for row in flat_rows(columns, values):
            yield [*about, *map(_cell, columns, row)]


def _cell(column: FlatColumn, value: Any) -> Cell | None:
    return None if value is None else write_cell(column.field, value)


def _moment(moment: datetime | None, zone: str) -> str | None:
    """In the record's own zone where that is a name, else in UTC; the offset says which."""
    if moment is None:
        return None
    return moment.astimezone(ZoneInfo(zone)).isoformat() if "/" in zone else moment.isoformat()


def _is_profile(selection: Selection) -> bool:
    return selection.form.kind == FormDefinition.Kind.PROFILE
