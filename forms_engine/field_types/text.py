"""One line of text."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_engine.field_types.base import FieldType, clean_characters

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

LONGEST_LINE = 500


class Text(FieldType):
    name = "text"
    label = _("text")
    longest = LONGEST_LINE

    def clean(self, field: "FieldDefinition", raw: object) -> str:
        return clean_characters(raw, self.longest)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.CharField(max_length=self.longest)

    def show(self, field: "FieldDefinition", value: Any) -> str:
        return f"{value} {field.unit}".strip()
