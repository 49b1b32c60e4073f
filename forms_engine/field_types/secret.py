"""A secret: sealed apart from the record, whose JSON says only that it is set."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, clean_characters

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

LONGEST_SECRET = 8_000
SET, CHANGED = "set", "changed"


class Secret(FieldType):
    name = "secret"
    label = gettext_lazy("secret")
    is_fillable = False

    def clean(self, field: "FieldDefinition", raw: object) -> str:
        return clean_characters(raw, LONGEST_SECRET)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.CharField(disabled=True)

    def initial(self, value: Any) -> str:
        return ""

    def show(self, field: "FieldDefinition", value: Any) -> str:
        """Only ever the two words: whatever else stands here is not repeated."""
        return _("changed") if value == CHANGED else _("set")

    def compare(self, field: "FieldDefinition", one: Any, other: Any) -> int:
        return 0
