"""A moment, with the offset it was stated in."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, clean_characters

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition


class DateTime(FieldType):
    name = "datetime"
    label = gettext_lazy("date and time")

    def clean(self, field: "FieldDefinition", raw: object) -> str:
        moment = raw if isinstance(raw, datetime) else self._read(raw)
        if moment is None or moment.tzinfo is None:
            raise ValidationError(_("Write a date and time with its zone."), code="no_moment")
        return self.store(moment)

    def _read(self, raw: object) -> datetime | None:
        try:
            return datetime.fromisoformat(clean_characters(raw, 40))
        except ValueError:
            return None

    def store(self, value: datetime) -> str:
        return value.isoformat()

    def load(self, value: Any) -> datetime:
        return value if isinstance(value, datetime) else datetime.fromisoformat(value)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.DateTimeField(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        )

    def show(self, field: "FieldDefinition", value: Any) -> str:
        """In the offset it was stated in; what is kept in UTC, in the zone of whoever reads."""
        moment = self.load(value)
        if moment.utcoffset() == timedelta(0):
            moment = timezone.localtime(moment)
        return f"{date_format(moment, 'DATE_FORMAT')}, {moment:%H:%M}"
