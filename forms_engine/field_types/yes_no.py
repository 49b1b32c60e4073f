"""Yes or no."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType
from forms_engine.widgets import OptionRows

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

WORDS: dict[object, bool] = {"yes": True, "true": True, "no": False, "false": False, "ja": True, "nein": False}


class YesNo(FieldType):
    name = "yes_no"
    label = gettext_lazy("yes or no")

    def clean(self, field: "FieldDefinition", raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw.strip().lower() in WORDS:
            return WORDS[raw.strip().lower()]
        raise ValidationError(_("Answer yes or no."), code="no_answer")

    def from_sql(self, value: Any) -> bool:
        return bool(value == "true")

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        words = [("", _("No answer")), ("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(choices=words, widget=OptionRows(is_short=True))

    def initial(self, value: Any) -> str:
        return "yes" if value else "no"

    def show(self, field: "FieldDefinition", value: Any) -> str:
        return _("Yes") if value else _("No")
