"""The grid as plain data: columns under their sections, a row an athlete, what stands in each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from forms_engine.critical import critical_words
from forms_engine.group_entry.columns import Column
from forms_engine.group_entry.places import Place
from forms_engine.group_entry.standing import Standing, last_answers, standing_records
from forms_engine.judged import entry_of, judge
from forms_engine.models import Record
from forms_engine.sections import by_section
from forms_engine.standards import Meaning
from forms_engine.visibility import hidden_sections
from people.models import Person


@dataclass(frozen=True)
class Group:
    """Columns under one heading; `title` is "" for those without a section."""

    number: int
    title: str
    instructions: str
    columns: list[Column]


@dataclass(frozen=True)
class Row:
    """`source_id`: the id a record will have that is made here. `texts`: key → what stands in the cell; `hints`: key →
    what was answered last; `first`: key → what a new record begins with. `not_asked`: keys that conditions leave out.
    `meanings`: key → what a standard says of the saved value. `critical`: what must be known of the person.
    """

    person: Person
    source_id: str
    standing: Standing | None
    texts: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    not_asked: frozenset[str] = frozenset()
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    critical: str = ""


@dataclass(frozen=True)
class Grid:
    place: Place
    groups: list[Group]
    rows: list[Row]

    @property
    def filled(self) -> int:
        return sum(row.standing is not None for row in self.rows)


def build_grid(place: Place) -> Grid:
    """Six queries at most, but where a critical field is reckoned from others."""
    standing = standing_records(place)
    last = last_answers(place, standing)
    said = meanings_of(place, [one.record for one in standing.values()])
    critical = critical_words(place.viewer, place.people.values())
    rows = [
        _row(place, person, standing.get(pk), last.get(pk, {}), said.get(pk, {}), critical.get(pk, ""))
        for pk, person in place.people.items()
    ]
    return Grid(place, _groups(place.columns), rows)


def meanings_of(place: Place, records: Sequence[Record]) -> dict[int, Mapping[str, Meaning]]:
    """Person id → key → what a standard says of the saved value. Two queries at most."""
    fields = [column.field for column in place.columns]
    judged = judge(fields, [entry_of(record, place.people[record.person_id]) for record in records])
    return {record.person_id: said.fields for record, said in zip(records, judged, strict=True)}


def _groups(columns: Sequence[Column]) -> list[Group]:
    known = {column.key: column for column in columns}
    return [
        Group(
            number,
            title,
            fields[0].section.instructions if fields[0].section else "",
            [known[one.key] for one in fields],
        )
        for number, (title, fields) in enumerate(by_section(column.field for column in columns))
    ]


def _row(
    place: Place,
    person: Person,
    standing: Standing | None,
    last: Mapping[str, Any],
    meanings: Mapping[str, Meaning],
    critical: str,
) -> Row:
    values: Mapping[str, Any] = standing.record.values if standing else {}
    columns = place.columns
    return Row(
        person=person,
        source_id=str(uuid4()),
        standing=standing,
        texts=_texts(columns, values),
        hints=_texts(columns, last),
        first={} if standing else _texts(columns, _defaults(columns)),
        not_asked=_not_asked(place, values),
        meanings=meanings,
        critical=critical,
    )


def _texts(columns: Sequence[Column], values: Mapping[str, Any]) -> dict[str, str]:
    return {one.key: one.text(values[one.key]) for one in columns if values.get(one.key) is not None}


def _defaults(columns: Sequence[Column]) -> dict[str, Any]:
    return {one.key: one.field.default for one in columns if not one.field.defaults_to_last}


def _not_asked(place: Place, values: Mapping[str, Any]) -> frozenset[str]:
    hidden = hidden_sections(list(place.form.sections.all()), place.form.fields.all(), values)
    return frozenset(column.key for column in place.columns if column.field.section_id in hidden)
