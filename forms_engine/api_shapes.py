"""How people, forms and records look over REST: plain JSON, values under the fields' API names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.errors import UnknownField
from forms_engine.field_types import field_type
from forms_engine.field_types.rating import Rating
from forms_engine.field_types.score import HIGHEST_SCORE, LOWEST_SCORE, Score
from forms_engine.models import FieldDefinition, FormDefinition, Record, Section
from people.models import Person

# They hold no value of a record that could be sent.
NEVER_SENT = frozenset({"link", "secret"})


def shape_person(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "uuid": str(person.uuid) if person.uuid else None,
        "username": person.username,
        "name": person.full_name,
    }


def shape_record(record: Record, fields: Sequence[FieldDefinition]) -> dict[str, Any]:
    """One record as far as `fields` may be seen; needs `person` loaded."""
    return {
        "id": record.pk,
        "form": record.form.key,
        "person": shape_person(record.person),
        "occurred_on": record.occurred_on,
        "starts_at": record.starts_at,
        "finishes_at": record.finishes_at,
        "zone": record.zone,
        "source": record.source,
        "source_id": record.source_id,
        "modified_at": record.modified_at,
        "withdrawn_at": record.withdrawn_at,
        "values": shape_values(record.values, fields),
    }


def shape_values(values: Mapping[str, Any], fields: Iterable[FieldDefinition]) -> dict[str, Any]:
    """Stored values under API names; a table is a list of rows under its section's key."""
    shown: dict[str, Any] = {}
    tables: dict[str, list[FieldDefinition]] = {}
    for field in fields:
        section = field.section
        if section is not None and section.is_table and section.key:
            tables.setdefault(section.key, []).append(field)
        elif field.type not in NEVER_SENT and field.key in values:
            shown[field.api_name] = values[field.key]
    for key, columns in tables.items():
        if key in values:
            shown[key] = [shape_values(row, [_outside(column) for column in columns]) for row in values[key]]
    return shown


class _Column:
    """A column of a table, seen as a field that stands by itself."""

    section = None

    def __init__(self, field: FieldDefinition) -> None:
        self.key, self.api_name, self.type = field.key, field.api_name, field.type


def _outside(field: FieldDefinition) -> Any:
    return _Column(field)


def keys_of_values(values: Mapping[str, Any], fields: Iterable[FieldDefinition]) -> dict[str, Any]:
    """What came in under API names, under field keys. Raises UnknownField for a name that is none of `fields`."""
    by_name: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    for field in fields:
        section = field.section
        if section is not None and section.is_table and section.key:
            columns.setdefault(section.key, {})[field.api_name] = field.key
        else:
            by_name[field.api_name] = field.key
    return {
        name if name in columns else _key_of(name, by_name): _rows(value, columns[name]) if name in columns else value
        for name, value in values.items()
    }


def _rows(value: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(value, list):
        return value
    return [
        {_key_of(name, names): cell for name, cell in row.items()} if isinstance(row, dict) else row for row in value
    ]


def _key_of(name: str, keys: Mapping[str, str]) -> str:
    if name not in keys:
        raise UnknownField(_("This form has no field “%(name)s” for you.") % {"name": name[:80]})
    return keys[name]


def names_of_complaints(complaints: Mapping[str, Any], fields: Iterable[FieldDefinition]) -> dict[str, Any]:
    """Complaints by field key, by API name."""
    names = {field.key: field.api_name for field in fields}
    return {names.get(key, key): sentences for key, sentences in complaints.items()}


def json_schema(form: FormDefinition, fields: Sequence[FieldDefinition], writable: Iterable[str]) -> dict[str, Any]:
    """JSON Schema (2020-12) of the values of one form, as far as `fields` may be seen.

    What the asker may not write is `readOnly`.
    """
    open_keys = set(writable)
    properties: dict[str, Any] = {}
    required: list[str] = []
    for field in fields:
        section = field.section
        if field.type in NEVER_SENT:
            continue
        if section is not None and section.is_table and section.key:
            _add_column(properties, section, field, field.key in open_keys)
            continue
        properties[field.api_name] = _schema_of(field, is_open=field.key in open_keys)
        if field.is_required and field.key in open_keys:
            required.append(field.api_name)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.name,
        "description": form.description,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _add_column(properties: dict[str, Any], section: Section, field: FieldDefinition, is_open: bool) -> None:
    empty: dict[str, Any] = {
        "type": "array",
        "title": section.title,
        "maxItems": section.most_rows,
        "items": {"type": "object", "properties": {}, "additionalProperties": False},
    }
    table = properties.setdefault(section.key, empty)
    table["items"]["properties"][field.api_name] = _schema_of(field, is_open=is_open)


FORMATS = {"date": "date", "calculated_date": "date", "linked_date": "date", "datetime": "date-time", "time": "time"}
NUMBERS = {"double precision": "number", "numeric": "number", "bigint": "integer", "integer": "integer"}


def _schema_of(field: FieldDefinition, *, is_open: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": field.label}
    if field.help:
        schema["description"] = field.help
    if field.unit:
        schema["x-unit"] = field.unit
    schema |= _type_of(field)
    if schema.get("type") in ("number", "integer"):
        schema |= {"minimum": field.minimum} if field.minimum is not None else {}
        schema |= {"maximum": field.maximum} if field.maximum is not None else {}
    return schema if is_open else schema | {"readOnly": True}


def _type_of(field: FieldDefinition) -> dict[str, Any]:
    if field.type == "choices":
        return {"type": "array", "items": {"enum": list(field.choices)}, "uniqueItems": True}
    if field.type == "choice":
        return {"enum": list(field.choices)}
    if field.type in ("yes_no", "calculated_yes_no"):
        return {"type": "boolean"}
    if field.type in ("series", "matrix"):
        return {"type": "object"}
    if isinstance(kind := field_type(field.type), Rating):
        points = kind.points(field)
        return {"type": "integer", "minimum": points.start, "maximum": points.stop - 1}
    if isinstance(kind, Score):
        return {"type": "integer", "minimum": LOWEST_SCORE, "maximum": HIGHEST_SCORE}
    if field.type in FORMATS:
        return {"type": "string", "format": FORMATS[field.type]}
    number = NUMBERS.get(kind.sql_cast)
    return {"type": number or "string"}
