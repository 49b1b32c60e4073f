"""Rows × columns, each cell its own answer, together one value: {row key: {column key: answer}}."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, field_type, refuse_wrong_kind
from forms_engine.widgets import MatrixInput

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

CELL_TYPES = frozenset({"integer", "number", "duration", "text", "yes_no", "choice"})
CELL_LIMITS = ("minimum", "maximum", "soft_minimum", "soft_maximum", "decimals", "choices")


class MatrixField(forms.Field):
    """Its answers are judged by `Matrix.clean`, cell by cell."""

    widget = MatrixInput


class Matrix(FieldType):
    """`details`: "rows" and "columns" are lists of {"key", "label"}; "cell" is {"type": …} with a field's limits.

    Absent cells are not answered, no cell at all is no answer; a required matrix wants every cell.
    """

    name = "matrix"
    label = gettext_lazy("matrix")

    def rows(self, field: "FieldDefinition") -> dict[str, str]:
        return _labels(field, "rows")

    def columns(self, field: "FieldDefinition") -> dict[str, str]:
        return _labels(field, "columns")

    def cell(self, field: "FieldDefinition") -> "FieldDefinition":
        """A field, never saved, that says what one cell may hold."""
        said = (field.details or {}).get("cell") or {}
        name = str(said.get("type")) if said.get("type") in CELL_TYPES else "integer"
        limits = {limit: said[limit] for limit in CELL_LIMITS if said.get(limit) is not None}
        return field.__class__(type=name, unit=field.unit, **limits)

    def clean(self, field: "FieldDefinition", raw: object) -> dict[str, dict[str, Any]] | None:
        if not isinstance(raw, Mapping):
            raise refuse_wrong_kind()
        rows, columns, cell = self.rows(field), self.columns(field), self.cell(field)
        complaints: list[str] = []
        answers: dict[str, dict[str, Any]] = {}
        for row, cells in raw.items():
            if row not in rows or not isinstance(cells, Mapping) or not columns.keys() >= cells.keys():
                raise refuse_wrong_kind()
            for column, answer in cells.items():
                if answer in (None, "") or (isinstance(answer, str) and not answer.strip()):
                    continue
                try:
                    answers.setdefault(row, {})[column] = self._clean_cell(cell, answer)
                except ValidationError as error:
                    complaints += [f"{rows[row]}, {columns[column]}: {sentence}" for sentence in error.messages]
        if complaints:
            raise ValidationError(complaints, code="cells")
        return {row: answers[row] for row in rows if row in answers} or None

    def _clean_cell(self, cell: "FieldDefinition", answer: object) -> Any:
        kind = field_type(cell.type)
        return kind.within_limits(cell, kind.clean(cell, answer))

    def within_limits(self, field: "FieldDefinition", value: Any) -> Any:
        wanted = len(self.rows(field)) * len(self.columns(field))
        if field.is_required and sum(map(len, (value or {}).values())) < wanted:
            raise ValidationError(_("Answer every cell, please."), code="cells_missing")
        return value

    def from_sql(self, value: Any) -> Any:
        return json.loads(value)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        cell = self.cell(field)
        kind = field_type(cell.type)
        widget = MatrixInput(
            rows=self.rows(field), columns=self.columns(field), cell=kind.form_field(cell), initial=kind.initial
        )
        return MatrixField(widget=widget)

    def initial(self, value: Any) -> Any:
        return value

    def show(self, field: "FieldDefinition", value: Any) -> str:
        """“Left: Knee 3, Hip 4; Right: Knee 2”."""
        rows, columns, cell = self.rows(field), self.columns(field), self.cell(field)
        kind = field_type(cell.type)
        return "; ".join(
            f"{rows.get(row, row)}: "
            + ", ".join(f"{columns.get(column, column)} {kind.show(cell, one)}" for column, one in cells.items())
            for row, cells in value.items()
        )

    def compare(self, field: "FieldDefinition", one: Any, other: Any) -> int:
        """By how many cells are answered: matrices have no other order."""
        left, right = (sum(map(len, value.values())) for value in (one, other))
        return (left > right) - (left < right)


def _labels(field: "FieldDefinition", name: str) -> dict[str, str]:
    """Key → label, in order."""
    said = (field.details or {}).get(name)
    entries = said if isinstance(said, list) else []
    return {str(one["key"]): str(one.get("label") or one["key"]) for one in entries if one.get("key")}
