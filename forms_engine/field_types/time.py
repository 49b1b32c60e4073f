"""A time of day, to the minute or second, without a zone."""

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, clean_characters

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition


class Time(FieldType):
    name = "time"
    label = gettext_lazy("time of day")

    def clean(self, field: "FieldDefinition", raw: object) -> str:
        if isinstance(raw, time):
            return self.store(raw)
        try:
            moment = time.fromisoformat(clean_characters(raw, 15))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None:
            raise ValidationError(_("Write a time, such as 07:35."), code="no_time")
        return self.store(moment)

    def store(self, value: time) -> str:
        return value.isoformat("seconds" if value.second else "minutes")

    def load(self, value: Any) -> time:
        return value if isinstance(value, time) else time.fromisoformat(value)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))

    def show(self, field: "FieldDefinition", value: Any) -> str:
        return self.load(value).strftime("%H:%M")
