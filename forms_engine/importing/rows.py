"""Rows of a file become records to be written, or problems, each with its row and its column."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_engine.bulk import BulkRow
from forms_engine.cells import read_cell, read_moment
from forms_engine.flat import FlatColumn, lay_together
from forms_engine.importing import days
from forms_engine.importing.files import Table
from forms_engine.importing.naming import LEFT_OUT, Naming, plain_person
from forms_engine.importing.plan import CLEAR, NAMES, Plan
from forms_engine.ledger import IMPORT
from forms_engine.models import FormDefinition, Section
from forms_engine.records import PEOPLE, PROFILE
from forms_engine.validation import clean_value, too_many_rows
from forms_engine.visibility import hidden_sections
from people.zones import validate_zone

LONGEST_ID = 100
MOST_PROBLEMS = 500
MOST_REMEMBERED = 5_000
MISSING = object()


@dataclass
class Problems:
    """The first of them in words, and how many there are."""

    listed: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0

    def add(self, row: int | None, column: str, words: str) -> None:
        self.count += 1
        if len(self.listed) < MOST_PROBLEMS:
            self.listed.append({"row": row, "column": column, "words": words})


@dataclass
class _Begun:
    """A record whose rows are being read."""

    identity: tuple[Any, ...]
    row: BulkRow
    rows: int = 1


class RowReader:
    """One pass over a table. After it: `problems`, `read` rows, `left_out` rows and `empty` ones without any value."""

    def __init__(
        self, table: Table, plan: Plan, form: FormDefinition, columns: list[FlatColumn], naming: Naming, zone: ZoneInfo
    ) -> None:
        self.table, self.plan, self.form, self.naming, self.zone = table, plan, form, naming, zone
        by_name = {column.name: column for column in columns}
        self.columns = [(place, by_name[name]) for place, name in sorted(plan.fields.items()) if name in by_name]
        self.has_tables = any(column.is_in_table for _place, column in self.columns)
        # A column of each field that is a cell or a matrix: said once, not again for each row.
        self._plain = list({one.owner.key: one for _place, one in self.columns if not one.is_in_table}.values())
        self.is_profile = form.kind == FormDefinition.Kind.PROFILE
        self.sections = {section.pk: section for section in form.sections.all()}
        self.problems, self.read, self.left_out, self.empty = Problems(), 0, 0, 0
        self._remembered: dict[tuple[int, Any], Any] = {}
        self._found: dict[str, int] = {}  # what a cell says → who is meant
        self._read_day = days.reader(plan.order or "ymd")
        self._conditions = self._known_conditions()

    def records(self) -> Iterator[BulkRow]:
        """The records of rows without a problem. Rows of one record that follow each other are its table's rows."""
        begun: _Begun | None = None
        for number, cells in self.table.rows():
            self.read += 1
            found = self._identify(number, cells)
            # Judged all the same: every problem is said at once.
            said = [(column, self._value(number, cells, place, column)) for place, column in self.columns]
            if found is None:
                continue
            if begun is not None and self.has_tables and begun.identity == found.identity:
                self._continue(begun, number, said)
                continue
            if begun is not None:
                yield from self._finished(begun)
            begun = found
            lay_together(said, 0, self._values(begun))
        if begun is not None:
            yield from self._finished(begun)

    def problems_left(self) -> int:
        """How many more problems can be listed."""
        return max(0, MOST_PROBLEMS - len(self.problems.listed)) or 1

    def _values(self, begun: _Begun) -> dict[str, Any]:
        values = begun.row.values
        assert isinstance(values, dict)  # noqa: S101  it was made so below
        return values

    def _identify(self, number: int, cells: list[Any]) -> _Begun | None:
        before = self.problems.count
        person_id = self._person(number, cells)
        day = None if self.is_profile else self._day(number, cells)
        starts_at, finishes_at = (self._moment(number, cells, one, day) for one in (self.plan.start, self.plan.finish))
        zone = self._zone(number, cells)
        source, source_id = self._source(number, cells, day)
        if person_id == LEFT_OUT:
            self.left_out += 1
            return None
        if person_id is None or self.problems.count > before:
            return None
        row = BulkRow(number, person_id, source, source_id, {}, day, starts_at, finishes_at, zone)
        return _Begun((person_id, source, source_id), row)

    def _person(self, number: int, cells: list[Any]) -> int | None:
        plan = self.plan
        said = cells[plan.person or 0]
        if said.__class__ is str and said in self._found:
            return self._found[said]
        texts = [_text(cells[place]) for place in (plan.person, plan.surname) if place is not None]
        text = plain_person(" ".join(filter(None, texts)) if plan.person_by == NAMES else texts[0], plan.person_by)
        heading = self.table.headings[plan.person or 0]
        if not text:
            self.problems.add(number, heading, _("Nobody is named here."))
            return None
        found = self.naming.find(text)
        if found is None:
            self.problems.add(number, heading, _("Who is meant by “%(text)s”? Choose above.") % {"text": text[:60]})
        elif plan.surname is None and said.__class__ is str:
            self._found[said] = found
        return found

    def _day(self, number: int, cells: list[Any]) -> date | None:
        if self.plan.day is None:
            return date.fromisoformat(self.plan.fixed_day)
        cell, heading = cells[self.plan.day], self.table.headings[self.plan.day]
        if cell is None:
            self.problems.add(number, heading, _("The date is missing."))
            return None
        key = (self.plan.day, cell)
        if key not in self._remembered:
            try:
                self._remember(key, days.day_of(cell, self.plan.order))
            except ValidationError as error:
                self._complain(number, heading, error)
                return None
        found: date = self._remembered[key]
        return found

    def _moment(self, number: int, cells: list[Any], place: int | None, day: date | None) -> datetime | None:
        if place is None or cells[place] is None or self.is_profile:
            return None
        cell = cells[place]
        try:
            clock = cell if isinstance(cell, time) else _clock(cell)
            if clock is not None and day is not None:
                return datetime.combine(day, clock, tzinfo=self.zone)
            return read_moment(cell, self.zone)
        except ValidationError as error:
            self._complain(number, self.table.headings[place], error)
            return None

    def _zone(self, number: int, cells: list[Any]) -> str:
        if self.plan.zone is None or not (text := _text(cells[self.plan.zone])):
            return ""
        try:
            if not text.startswith(("+", "-")):
                validate_zone(text)
        except ValidationError as error:
            self._complain(number, self.table.headings[self.plan.zone], error)
        return text[:60]

    def _source(self, number: int, cells: list[Any], day: date | None) -> tuple[str, str]:
        """The record's identity: what a column says, else the day and what tells records of it apart."""
        if self.is_profile:
            return PEOPLE, PROFILE
        said = _text(cells[self.plan.record]) if self.plan.record is not None else ""
        if not said:
            parts = [day.isoformat() if day else "", *(_text(cells[place]) for place in self.plan.keys)]
            said = " · ".join(parts)
        if len(said) > LONGEST_ID:
            self.problems.add(number, "", _("What tells this record apart is too long: at most 100 characters."))
        source, colon, source_id = said.partition(":")
        is_named = bool(colon and source_id and source.isidentifier() and self.plan.record is not None)
        return (source, source_id) if is_named else (IMPORT, said)

    def _value(self, number: int, cells: list[Any], place: int, column: FlatColumn) -> Any:
        """The canonical value; None for an empty cell."""
        cell = cells[place]
        if cell is None:
            return None
        key = (place, (type(cell), cell))
        found = self._remembered.get(key, MISSING)
        if found is MISSING:
            try:
                raw = read_cell(column.field, cell, self.plan.decimal, self._read_day, self.zone)
                found = clean_value(column.field, raw, by_connector=False)
            except ValidationError as error:
                found = error
            self._remember(key, found)
        if isinstance(found, ValidationError):
            self._complain(number, self.table.headings[place], found)
            return None
        return found

    def _remember(self, key: tuple[int, Any], value: Any) -> None:
        """Wellness scores repeat; what was judged once is not judged again."""
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[key] = value

    def _continue(self, begun: _Begun, number: int, said: list[tuple[FlatColumn, Any]]) -> None:
        values = self._values(begun)
        for column, value in said:
            if not column.is_in_table and value is not None and len(column.path) == 1:
                stands = values.get(column.path[0])
                if stands is not None and stands != value:
                    words = _("This record said something else in a row above. A record has one answer here.")
                    self.problems.add(number, column.heading, words)
        lay_together(((column, value) for column, value in said if column.is_in_table), begun.rows, values)
        begun.rows += 1

    def _finished(self, begun: _Begun) -> Iterator[BulkRow]:
        values, number = self._values(begun), begun.row.number
        hidden = hidden_sections(self._conditions[0], self._conditions[1], values) if self._conditions[0] else set()
        for section in self.sections.values():
            if section.is_table and isinstance(values.get(section.key), list):
                self._settle_table(number, section, values)
        for column in self._plain:
            self._settle_field(number, column, values, is_hidden=column.owner.section_id in hidden)
        if self.plan.blank != CLEAR:
            for key in [key for key, value in values.items() if value is None]:
                del values[key]
        if not any(value is not None for value in values.values()):
            self.empty += 1
            if self.plan.blank != CLEAR:
                return
        yield begun.row

    def _settle_table(self, number: int, section: Section, values: dict[str, Any]) -> None:
        rows = [row for row in values[section.key] if row]
        if len(rows) > section.most_rows:
            self.problems.add(number, section.title, too_many_rows(section))
        for column in (column for _place, column in self.columns if column.path[0] == section.key):
            if column.owner.is_required and any(row.get(column.path[1]) is None for row in rows):
                self.problems.add(number, column.heading, _("This is required in every row of the table."))
        values[section.key] = rows or None

    def _settle_field(self, number: int, column: FlatColumn, values: dict[str, Any], *, is_hidden: bool) -> None:
        key = column.path[0]
        value = values.get(key)
        if isinstance(value, dict) and not value:
            values[key] = value = None
        if is_hidden:
            values[key] = None
        elif value is None and column.owner.is_required and not self._has_problem(number, column):
            self.problems.add(number, column.heading, _("This is required."))
        elif isinstance(value, dict):
            try:
                values[key] = clean_value(column.owner, value, by_connector=False)
            except ValidationError as error:
                self._complain(number, column.heading, error)

    def _has_problem(self, number: int, column: FlatColumn) -> bool:
        """Whether the cell held something that could not be read: then it is not missing besides."""
        last = self.problems.listed[-8:]
        headings = {self.table.headings[place] for place, one in self.columns if one is column}
        return any(one["row"] == number and one["column"] in headings for one in last)

    def _complain(self, number: int, heading: str, error: ValidationError) -> None:
        self.problems.add(number, heading, " ".join(error.messages))

    def _known_conditions(self) -> tuple[list[Section], list[Any]]:
        """The sections whose conditions speak of columns of the file alone, and all fields: others cannot be judged."""
        named = {column.path[0] for _place, column in self.columns}
        fields = list(self.form.fields.all())
        conditional = [
            section
            for section in self.sections.values()
            if section.visibility and {one.get("field") for one in section.visibility.get("conditions") or ()} <= named
        ]
        return conditional, fields


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell).strip()


def _clock(cell: Any) -> time | None:
    try:
        return time.fromisoformat(cell.strip()) if isinstance(cell, str) else None
    except ValueError:
        return None
