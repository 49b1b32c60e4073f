"""A file that goes with a record. The record's JSON names it; its content stands apart, behind its own door."""

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, clean_characters, refuse_wrong_kind
from forms_engine.widgets import AttachmentInput

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

LONGEST_NAME = 200


class AttachmentField(forms.Field):
    widget = AttachmentInput


class Attachment(FieldType):
    """`{"key": UUID, "name": of the file}`; the key is that of an uploaded `models.Attachment`.

    `details`: "most_bytes" lowers the limit of size, "kinds" names what is taken (of attachments.KINDS; else all).
    """

    name = "attachment"
    label = gettext_lazy("attachment")

    def clean(self, field: "FieldDefinition", raw: object) -> dict[str, str]:
        said = raw if isinstance(raw, dict) else {"key": raw}
        if not said.keys() <= {"key", "name"}:
            raise refuse_wrong_kind()
        try:
            key = UUID(str(said.get("key")))
        except ValueError:
            raise ValidationError(_("Choose the file again, please."), code="no_file") from None
        return {"key": str(key), "name": clean_characters(said.get("name", ""), LONGEST_NAME)}

    def from_sql(self, value: Any) -> Any:
        return json.loads(value)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return AttachmentField(widget=AttachmentInput(kinds=(field.details or {}).get("kinds")))

    def initial(self, value: Any) -> Any:
        return value

    def show(self, field: "FieldDefinition", value: Any) -> str:
        return str(value.get("name") or _("file"))

    def compare(self, field: "FieldDefinition", one: Any, other: Any) -> int:
        left, right = one.get("name", ""), other.get("name", "")
        return (left > right) - (left < right)
