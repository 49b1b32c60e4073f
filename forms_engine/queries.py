"""The read side: these people, these days, these keys; only the keys asked for leave the database.

Who may see what is settled before (`permissions.py`); these functions ask no questions.
Withdrawn records are never among the answers.
"""

from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from forms_engine.errors import UnknownField
from forms_engine.field_types import FieldType, field_type
from forms_engine.models import FieldDefinition
from forms_engine.sections import READING_ORDER
from forms_engine.together import AS_THEY_BEGAN, LAST_FIRST

TYPES = """
SELECT field.key, field.type FROM forms_engine_fielddefinition AS field
JOIN forms_engine_formdefinition AS form ON form.id = field.form_id
WHERE form.key = %s AND field.key = ANY(%s)
"""


class Row(NamedTuple):
    """One record. `values`: canonical, in the order of the keys asked for; None is not measured."""

    person_id: int
    occurred_on: date
    values: tuple[Any, ...]


# A row of what stands in its order already; calling Row costs twice as much.
_as_row: Callable[[tuple[int, date, tuple[Any, ...]]], Row] = partial(tuple.__new__, Row)


class Latest(NamedTuple):
    """The newest value of one key of one person."""

    person_id: int
    key: str
    occurred_on: date
    value: Any


@dataclass(frozen=True)
class _Column:
    key: str
    type: FieldType

    @property
    def sql(self) -> str:
        return f"(values->>%s)::{self.type.sql_cast}" if self.type.sql_cast else "values->>%s"


def fields_by_key(form_key: str, keys: Iterable[str] | None = None) -> dict[str, FieldDefinition]:
    """Key → definition (label, unit, type …), retired ones too, in reading order. One query.

    Raises UnknownField when one of `keys` is no field of the form.
    """
    found = FieldDefinition.objects.filter(form__key=form_key).order_by(*READING_ORDER)
    if keys is not None:
        keys = list(keys)
        found = found.filter(key__in=keys)
    fields = {field.key: field for field in found.select_related("section")}
    _refuse_unknown(keys or (), fields)
    return fields


def days_of_values(
    form_key: str,
    person_ids: Collection[int],
    keys: Sequence[str],
    first: date,
    last: date,
    *,
    fields: dict[str, FieldDefinition] | None = None,
) -> list[Row]:
    """A row a record dated `first` to `last` (both included), by person and day, oldest first.

    One query, and one for the field types unless `fields` (of `fields_by_key`) comes along. Records of one day stand
    in the order they began (`together`). Raises UnknownField.
    """
    if not person_ids or not keys:
        return []
    columns = _columns(form_key, keys, fields)
    picked = ", ".join(column.sql for column in columns)
    # The only text put together is from our own field types; every key travels as a parameter.
    sql = f"""
        SELECT person_id, occurred_on, {picked}
        FROM forms_engine_record
        WHERE form_id = (SELECT id FROM forms_engine_formdefinition WHERE key = %s)
          AND occurred_on BETWEEN %s AND %s AND person_id = ANY(%s) AND withdrawn_at IS NULL
        ORDER BY person_id, occurred_on, {AS_THEY_BEGAN}
    """  # noqa: S608
    parameters: list[Any] = [*keys, form_key, first, last, list(person_ids)]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
    if not rows:
        return []
    # Column by column: tens of thousands of values are read for a heatmap.
    people, days, *texts = zip(*rows, strict=True)
    read = (column.type.from_sql_column(found) for column, found in zip(columns, texts, strict=True))
    return list(map(_as_row, zip(people, days, zip(*read, strict=True), strict=True)))


def latest_values(
    form_key: str, person_ids: Collection[int], keys: Sequence[str], last: date, *, first: date | None = None
) -> list[Latest]:
    """For each person and key the newest value dated `last` at the latest (and not before `first`). Two queries.

    Who has none is not among them. Raises UnknownField.
    """
    if not person_ids or not keys:
        return []
    columns = {column.key: column for column in _columns(form_key, keys, None)}
    sql = f"""
        SELECT DISTINCT ON (person_id, asked.key) person_id, asked.key, occurred_on, values->>asked.key
        FROM forms_engine_record, unnest(%s::text[]) AS asked(key)
        WHERE form_id = (SELECT id FROM forms_engine_formdefinition WHERE forms_engine_formdefinition.key = %s)
          AND occurred_on BETWEEN %s AND %s AND person_id = ANY(%s) AND withdrawn_at IS NULL
          AND jsonb_exists(values, asked.key)
        ORDER BY person_id, asked.key, occurred_on DESC, {LAST_FIRST}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(keys), form_key, first or date.min, last, list(person_ids)])
        return [
            Latest(person_id, key, occurred_on, _from_text(columns[key], text))
            for person_id, key, occurred_on, text in cursor.fetchall()
        ]


def _columns(form_key: str, keys: Sequence[str], fields: dict[str, FieldDefinition] | None) -> list[_Column]:
    """Of the definitions only the types are read. One query, none when `fields` are at hand."""
    if fields is None:
        with connection.cursor() as cursor:
            cursor.execute(TYPES, [form_key, list(keys)])
            types = dict(cursor.fetchall())
        _refuse_unknown(keys, types)
    else:
        types = {key: fields[key].type for key in keys}
    return [_Column(key, field_type(types[key])) for key in keys]


def _refuse_unknown(keys: Iterable[str], known: Container[str]) -> None:
    for key in keys:
        if key not in known:
            raise UnknownField(_("This form has no field “%(key)s”.") % {"key": key[:80]})


def _from_text(column: _Column, text: str | None) -> Any:
    if text is None:
        return None
    return column.type.from_sql(float(text) if column.type.sql_cast else text)
