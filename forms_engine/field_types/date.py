"""A day."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, clean_characters, refuse_wrong_kind

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition


class Date(FieldType):
    name = "date"
    label = gettext_lazy("date")

    def clean(self, field: "FieldDefinition", raw: object) -> str:
        if isinstance(raw, datetime):
            raise refuse_wrong_kind()
        if isinstance(raw, date):
            return self.store(raw)
        try:
            return self.store(date.fromisoformat(clean_characters(raw, 10)))
        except ValueError:
            raise ValidationError(_("Write a date, such as 2026-03-09."), code="no_date") from None

    def store(self, value: date) -> str:
        return value.isoformat()

    def load(self, value: Any) -> date:
        return value if isinstance(value, date) else date.fromisoformat(value)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def show(self, field: "FieldDefinition", value: Any) -> str:
        return date_format(self.load(value), "DATE_FORMAT")
