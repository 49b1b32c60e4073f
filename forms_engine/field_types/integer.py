"""A whole number."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.number import Number

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition


class Integer(Number):
    name = "integer"
    label = gettext_lazy("whole number")

    def clean(self, field: "FieldDefinition", raw: object) -> int:
        number = super().clean(field, raw)
        if not isinstance(number, int):
            raise ValidationError(_("Write a whole number."), code="not_whole")
        return number

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.IntegerField(
            min_value=None if field.minimum is None else int(field.minimum),
            max_value=None if field.maximum is None else int(field.maximum),
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
