"""A link an app further out provides: it holds no value, the socket in extension.py says where it leads."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, refuse_wrong_kind

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition


class Link(FieldType):
    name = "link"
    label = gettext_lazy("link of a connector")
    is_fillable = False

    def clean(self, field: "FieldDefinition", raw: object) -> str:
        raise refuse_wrong_kind()

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.CharField(disabled=True)

    def show(self, field: "FieldDefinition", value: Any) -> str:
        return ""
