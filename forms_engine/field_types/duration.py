"""A length of time: seconds inside, hours and minutes for people."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import clean_characters
from forms_engine.field_types.number import Number

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

TYPED = re.compile(r"^(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$", re.ASCII)
LONGEST_TYPED = 12


class Duration(Number):
    """Typed text is h:mm or h:mm:ss; a number is seconds."""

    name = "duration"
    label = gettext_lazy("duration")

    def clean(self, field: "FieldDefinition", raw: object) -> int | float:
        if isinstance(raw, str):
            return self.read_typed(raw)
        seconds = super().clean(field, raw)
        if seconds < 0:
            raise ValidationError(_("A duration cannot be negative."), code="negative")
        return seconds

    def read_typed(self, raw: str) -> int:
        match = TYPED.match(clean_characters(raw, LONGEST_TYPED))
        if match is None:
            raise ValidationError(_("Write hours and minutes, such as 7:35."), code="no_duration")
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.CharField(max_length=LONGEST_TYPED, widget=self.box())

    @staticmethod
    def box() -> forms.TextInput:
        return forms.TextInput(attrs={"placeholder": _("h:mm"), "inputmode": "text"})

    def initial(self, value: Any) -> str:
        minutes, seconds = divmod(round(value), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")

    def show(self, field: "FieldDefinition", value: Any) -> str:
        """“7 h 35 min”; under a minute in seconds."""
        if 0 < value < 60:
            return _("%(seconds)d s") % {"seconds": round(value)}
        hours, minutes = divmod(round(value / 60), 60)
        if not hours:
            return _("%(minutes)d min") % {"minutes": minutes}
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}
