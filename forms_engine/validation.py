"""Values against a definition: what may come in, made canonical, with complaints by field key."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_engine.errors import ClosedField, InvalidValues, RetiredField, UnknownField
from forms_engine.field_types import field_type
from forms_engine.field_types.base import refuse_wrong_kind
from forms_engine.models import FieldDefinition, FormDefinition, Section
from forms_engine.visibility import hidden_sections

# Their values never stand in a record's JSON, whoever sends them.
NEVER_IN_A_RECORD = frozenset({"secret", "link"})
EMPTY: tuple[object, ...] = (None, "", [], (), {})
NOTHING_STANDS: Mapping[str, Any] = {}
Complaints = dict[str, list[str]]


def clean_values(
    form: FormDefinition,
    raw: Mapping[str, object],
    *,
    by_connector: bool,
    standing: Mapping[str, Any] = NOTHING_STANDS,
    writable: Collection[str] | None = None,
    is_whole: bool = False,
) -> dict[str, Any]:
    """Key → canonical value for the keys of `raw`; keys that `raw` lacks are not judged (`is_whole`: missing ones are).

    Keys are those of fields and of tables (a list of rows, each {column key: value}). One query from a connector, two
    from people, none when `form` comes with fields and sections prefetched.
    From people an empty answer becomes None, which clears the field, and is refused where the field is required;
    fields a connector writes, secrets, links and series are closed to them, and so is, where `writable` is given,
    whatever is not in it. `standing` is what the record holds: conditions are judged with it, and the answers of a
    section they leave out become None and are not required. From a connector an empty value is left out (not
    measured), and so is a value of a retired field, so that retiring a field does not stop a feed; the limits a
    consultant set are for people and do not refuse what a ring measured.
    Raises InvalidValues with all complaints (a table's by "<table>.<row>.<column>", rows from 0); UnknownField,
    RetiredField (people only) and ClosedField at once.
    """
    if by_connector:
        return _clean_from_connector({field.key: field for field in form.fields.all()}, raw)
    return _Answers(form, standing, writable).clean(raw, is_whole=is_whole)


def clean_value(field: FieldDefinition, raw: object, *, by_connector: bool) -> Any:
    """One canonical value, or None for an empty one. Raises ValidationError."""
    if isinstance(raw, str):
        raw = raw if raw.strip() else None
    if raw in EMPTY:
        if field.is_required and not by_connector:
            raise ValidationError(_("This is required."), code="required")
        return None
    kind = field_type(field.type)
    value = kind.clean(field, raw)
    return value if by_connector else kind.within_limits(field, value)


def unusual_values(fields: Iterable[FieldDefinition], values: Mapping[str, Any]) -> dict[str, str]:
    """Key → a question (“20 kg is unusually low. Is this right?”) for values beyond a soft limit. They are valid."""
    asked = {
        field.key: field_type(field.type).unusual(field, values[field.key])
        for field in fields
        if values.get(field.key) is not None
    }
    return {key: question for key, question in asked.items() if question}


def clean_rows(section: Section, columns: Collection[FieldDefinition], raw: object) -> tuple[list[Any], Complaints]:
    """The rows of a table that hold anything, canonical, and complaints by "<table>.<row>.<column>"."""
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        return [], {section.key: list(refuse_wrong_kind().messages)}
    given = [row for row in raw if any(value not in EMPTY for value in row.values())]
    if len(given) > section.most_rows:
        return [], {section.key: [too_many_rows(section)]}
    rows: list[Any] = []
    complaints: Complaints = {}
    for place, row in enumerate(given):
        cells, wrong = _clean_row(columns, row)
        complaints |= {f"{section.key}.{place}.{key}": sentences for key, sentences in wrong.items()}
        rows.append(cells)
    return rows, complaints


def too_many_rows(section: Section) -> str:
    return _("At most %(most)d rows, please.") % {"most": section.most_rows}


def _clean_row(columns: Collection[FieldDefinition], row: Mapping[str, object]) -> tuple[dict[str, Any], Complaints]:
    known = {field.key: field for field in columns}
    cells: dict[str, Any] = {}
    complaints: Complaints = {}
    for key in row:
        _open_field(known, key, by_connector=False)
    for key, field in known.items():
        if key not in row and not (field.is_required and _is_asked(field)):
            continue
        try:
            value = clean_value(field, row.get(key), by_connector=False)
        except ValidationError as error:
            complaints[key] = list(error.messages)
            continue
        cells |= {} if value is None else {key: value}
    return cells, complaints


class _Answers:
    """One form, and what people send of it."""

    def __init__(self, form: FormDefinition, standing: Mapping[str, Any], writable: Collection[str] | None) -> None:
        self.sections = {section.pk: section for section in form.sections.all()}
        self.tables = {section.key: section for section in self.sections.values() if section.is_table and section.key}
        table_ids = {table.pk for table in self.tables.values()}
        every = list(form.fields.all())
        self.fields = {field.key: field for field in every if field.section_id not in table_ids}
        self.columns = {
            key: [field for field in every if field.section_id == table.pk] for key, table in self.tables.items()
        }
        self.standing, self.writable = standing, writable

    def clean(self, raw: Mapping[str, object], *, is_whole: bool) -> dict[str, Any]:
        missing = self._required_keys() - raw.keys() if is_whole else set()
        cleaned: dict[str, Any] = {}
        complaints: Complaints = {}
        for key, value in {**raw, **dict.fromkeys(missing)}.items():
            try:
                cleaned[key] = self._clean_rows(key, value, complaints) if key in self.tables else self._one(key, value)
            except ValidationError as error:
                complaints[key] = list(error.messages)
        self._leave_out_hidden(cleaned, complaints)
        if complaints:
            raise InvalidValues(complaints)
        return cleaned

    def _required_keys(self) -> set[str]:
        return {field.key for field in self.fields.values() if field.is_required and self._may_fill(field)}

    def _may_fill(self, field: FieldDefinition) -> bool:
        return _is_asked(field) and (self.writable is None or field.key in self.writable)

    def _one(self, key: str, value: object) -> Any:
        field = _open_field(self.fields, key, by_connector=False)
        self._refuse_unwritable(field)
        return clean_value(field, value, by_connector=False)

    def _refuse_unwritable(self, field: FieldDefinition) -> None:
        if self.writable is not None and field.key not in self.writable:
            raise ClosedField(_("“%(label)s” is not yours to fill.") % {"label": field.label})

    def _clean_rows(self, key: str, raw: object, complaints: Complaints) -> list[Any] | None:
        columns = self.columns[key]
        for field in columns:
            if isinstance(raw, list | tuple) and any(isinstance(row, Mapping) and field.key in row for row in raw):
                self._refuse_unwritable(field)
        rows, wrong = clean_rows(self.tables[key], columns, raw if raw is not None else [])
        complaints |= wrong
        closed = {field.key for field in columns if not self._may_fill(field)}
        kept = carry_over(rows, self.standing.get(key), closed, range(len(rows)))
        return kept or None

    def _leave_out_hidden(self, cleaned: dict[str, Any], complaints: Complaints) -> None:
        answers = {**self.standing, **cleaned}
        every = [*self.fields.values(), *(field for columns in self.columns.values() for field in columns)]
        hidden = hidden_sections(list(self.sections.values()), every, answers)
        keys = {field.key for field in self.fields.values() if field.section_id in hidden and self._may_fill(field)}
        keys |= {key for key, table in self.tables.items() if table.pk in hidden}
        cleaned |= dict.fromkeys(key for key in keys if key in answers or key in complaints)
        for key in [key for key in complaints if key.partition(".")[0] in keys]:
            del complaints[key]


def carry_over(
    rows: list[dict[str, Any]], stored: object, closed: Collection[str], origins: Iterable[int | None]
) -> list[dict[str, Any]]:
    """`rows` with the cells of `closed` columns, which the writer may not fill, from the stored row each continues.

    `origins`: for each row the place of the stored one it continues, None for a new row.
    """
    if not closed or not isinstance(stored, list):
        return rows
    return [
        {**{key: stored[origin][key] for key in closed if key in stored[origin]}, **row}
        if origin is not None and 0 <= origin < len(stored)
        else row
        for row, origin in zip(rows, origins, strict=True)
    ]


def _clean_from_connector(fields: Mapping[str, FieldDefinition], raw: Mapping[str, object]) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    complaints: Complaints = {}
    for key, value in raw.items():
        field = _open_field(fields, key, by_connector=True)
        if field.retired_at:
            continue
        try:
            clean = clean_value(field, value, by_connector=True)
        except ValidationError as error:
            complaints[key] = list(error.messages)
            continue
        cleaned |= {} if clean is None else {key: clean}
    if complaints:
        raise InvalidValues(complaints)
    return cleaned


def _is_asked(field: FieldDefinition) -> bool:
    return field.retired_at is None and not field.written_by and field_type(field.type).is_fillable


def _open_field(fields: Mapping[str, FieldDefinition], key: str, *, by_connector: bool) -> FieldDefinition:
    field = fields.get(key)
    if field is None:
        raise UnknownField(_("This form has no field “%(key)s”.") % {"key": str(key)[:80]})
    if field.type in NEVER_IN_A_RECORD:
        raise ClosedField(_("“%(label)s” is not written this way.") % {"label": field.label})
    if not by_connector:
        if field.written_by or not field_type(field.type).is_fillable:
            raise ClosedField(_("“%(label)s” is not filled by hand.") % {"label": field.label})
        if field.retired_at:
            raise RetiredField(_("“%(label)s” is retired: it can be read, not filled.") % {"label": field.label})
    return field
