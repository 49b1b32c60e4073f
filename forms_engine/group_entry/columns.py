"""The columns of the grid: how each field is asked for in one small cell, and how what was typed there is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize_input
from django.utils.translation import gettext as _

from forms_engine.field_types import field_type
from forms_engine.field_types.base import FieldType, refuse_wrong_kind
from forms_engine.field_types.number import AtMostDecimals
from forms_engine.models import FieldDefinition
from forms_engine.permissions import Viewer, is_writable
from forms_engine.sections import is_column

# What a cell of the grid has no room for.
TOO_LARGE = frozenset({"attachment", "matrix"})
NUMBERS = frozenset({"number", "integer", "score", "slider"})
MOMENTS = {"date": "date", "time": "time", "datetime": "datetime-local"}
CHOSEN = frozenset({"choice", "rating", "yes_no"})
BETWEEN_CHOICES = ";"


@dataclass(frozen=True)
class Column:
    """One field. `kind` is what the browser needs to know: number, text, long, select, date, time, datetime-local."""

    field: FieldDefinition

    @property
    def key(self) -> str:
        return self.field.key

    @cached_property
    def type(self) -> FieldType:
        return field_type(self.field.type)

    @cached_property
    def kind(self) -> str:
        if self.field.type in CHOSEN:
            return "select"
        if self.field.type in NUMBERS:
            return "number"
        return MOMENTS.get(self.field.type, "long" if self.field.type == "paragraph" else "text")

    @cached_property
    def options(self) -> list[tuple[str, str]]:
        """(value, word) of what may be chosen, without the empty one."""
        if self.kind != "select":
            return []
        return [(str(value), str(word)) for value, word in self._asked.choices if value != ""]  # type: ignore[attr-defined]

    @cached_property
    def _asked(self) -> forms.Field:
        asked = self.type.form_field(self.field)
        asked.required = False
        asked.localize = True
        return asked

    def read(self, typed: object) -> Any:
        """What was typed or pasted, as `clean_values` wants it; None for an empty cell. Raises ValidationError."""
        if not isinstance(typed, str):
            raise refuse_wrong_kind()
        typed = typed.strip()
        if not typed:
            return None
        if self.field.type in NUMBERS:
            return self._read_number(typed)
        if self.kind == "select":
            return self._read_choice(typed)
        if self.field.type == "choices":
            words = [word.strip() for word in typed.split(BETWEEN_CHOICES)]
            return [_same_word(word, self.field.choices) for word in words if word]
        return self._asked.clean(typed) if self.kind in MOMENTS.values() else typed

    def _read_number(self, typed: str) -> Any:
        number = self.type.clean(self.field, typed)
        if self.field.type == "number" and self.field.decimals is not None:
            AtMostDecimals(self.field.decimals)(number)
        return number

    def _read_choice(self, typed: str) -> str:
        """A pasted word stands for its option, whatever its capitals."""
        asked = typed.casefold()
        for value, word in self.options:
            if asked in (value.casefold(), word.casefold()):
                return value
        raise ValidationError(_("“%(word)s” is none of the choices."), code="no_choice", params={"word": typed[:80]})

    def text(self, value: Any) -> str:
        """Canonical → what stands in the cell, and what reads back to the same."""
        if value is None:
            return ""
        if self.field.type in NUMBERS:
            return str(localize_input(value))
        if self.field.type == "choices":
            return f"{BETWEEN_CHOICES} ".join(value)
        initial = self.type.initial(value)
        if self.kind in MOMENTS.values():
            return str(self._asked.widget.format_value(self._asked.prepare_value(initial)) or "")
        return str(initial)

    def show(self, value: Any) -> str:
        return "" if value is None else self.type.show(self.field, value)


def _same_word(word: str, words: Sequence[str]) -> str:
    return next((one for one in words if one.casefold() == word.casefold()), word)


def columns_of(fields: Sequence[FieldDefinition], viewer: Viewer) -> list[Column]:
    """Those of `fields` (of `visible_fields`) that `viewer` may fill in a grid, in reading order."""
    return [
        Column(field)
        for field in fields
        if is_writable(field, viewer) and not is_column(field) and field.type not in TOO_LARGE
    ]


def left_out(fields: Sequence[FieldDefinition], viewer: Viewer) -> list[str]:
    """What `viewer` may fill and the grid has no room for: titles of tables and labels of fields, each once."""
    names = [
        field.section.title if is_column(field) and field.section else field.label
        for field in fields
        if is_writable(field, viewer) and (is_column(field) or field.type in TOO_LARGE)
    ]
    return list(dict.fromkeys(names))
