"""Records as rows of a table: which columns a form has there, a record's values in them, and back again.

A field is one column, each column of a table section one, each cell of a matrix one. A table's further rows stand
below the record's first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from forms_engine.field_types import field_type
from forms_engine.field_types.matrix import Matrix

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

# Types whose values do not stand in a row: sealed, elsewhere, or files.
NEVER_IN_A_ROW = frozenset({"secret", "link", "series", "attachment"})


@dataclass(frozen=True)
class FlatColumn:
    """One column. `path`: ("mood",), ("sets", "load") of a table, ("pain", "left", "knee") of a matrix.

    `field` says what a cell may hold; `owner` is the field the rights are about.
    """

    path: tuple[str, ...]
    label: str
    field: "FieldDefinition"
    owner: "FieldDefinition"

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def heading(self) -> str:
        unit = self.owner.unit
        return _("%(label)s (%(unit)s)") % {"label": self.label, "unit": unit} if unit else self.label

    @property
    def is_in_table(self) -> bool:
        return len(self.path) == 2


def flat_columns(fields: Iterable["FieldDefinition"]) -> list[FlatColumn]:
    """The columns of these fields, each with its section loaded, in their order. No queries."""
    return [column for field in fields if field.type not in NEVER_IN_A_ROW for column in _columns_of(field)]


def headings_of(columns: Sequence[FlatColumn]) -> list[str]:
    """A heading for each column; where two would be the same, each says its name too."""
    words = [column.heading for column in columns]
    seen = [heading.casefold() for heading in words]
    return [
        heading if seen.count(heading.casefold()) == 1 else f"{heading} [{column.name}]"
        for heading, column in zip(words, columns, strict=True)
    ]


def flat_rows(columns: Sequence[FlatColumn], values: Mapping[str, Any]) -> Iterator[list[Any]]:
    """A record's canonical values as one row and, where tables need them, further ones; None is nothing."""
    rows = max((len(values.get(column.path[0]) or ()) for column in columns if column.is_in_table), default=1)
    for place in range(max(rows, 1)):
        yield [_value(column, values, place) for column in columns]


def lay_together(said: Iterable[tuple[FlatColumn, Any]], row: int, values: dict[str, Any]) -> None:
    """Puts what the cells of the record's row number `row` (from 0) said into `values`. None says nothing."""
    for column, value in said:
        if column.is_in_table:
            table = values.setdefault(column.path[0], [])
            while len(table) <= row:
                table.append({})
            if value is not None:
                table[row][column.path[1]] = value
        elif len(column.path) == 3:
            cells = values.setdefault(column.path[0], {})
            if value is not None:
                cells.setdefault(column.path[1], {})[column.path[2]] = value
        else:
            values[column.path[0]] = value


def _columns_of(field: "FieldDefinition") -> Iterator[FlatColumn]:
    section, kind = field.section, field_type(field.type)
    if section is not None and section.is_table and section.key:
        if not isinstance(kind, Matrix):
            yield FlatColumn((section.key, field.key), f"{section.title} · {field.label}", field, field)
    elif isinstance(kind, Matrix):
        cell = kind.cell(field)
        for row, row_label in kind.rows(field).items():
            for column, column_label in kind.columns(field).items():
                label = f"{field.label} · {row_label} · {column_label}"
                yield FlatColumn((field.key, row, column), label, cell, field)
    else:
        yield FlatColumn((field.key,), field.label, field, field)


def _value(column: FlatColumn, values: Mapping[str, Any], place: int) -> Any:
    found = values.get(column.path[0])
    if column.is_in_table:
        return found[place].get(column.path[1]) if isinstance(found, list) and place < len(found) else None
    if place:
        return None
    for key in column.path[1:]:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
