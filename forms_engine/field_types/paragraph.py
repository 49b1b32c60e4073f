"""Text of several lines."""

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from forms_engine.field_types.text import Text

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

LONGEST_PARAGRAPH = 10_000


class Paragraph(Text):
    name = "paragraph"
    label = _("paragraph")
    longest = LONGEST_PARAGRAPH

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.CharField(max_length=self.longest, widget=forms.Textarea(attrs={"rows": 4}))
