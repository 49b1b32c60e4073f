"""Several of several words."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, refuse_wrong_kind
from forms_engine.field_types.choice import clean_choice, place_of, tones_of
from forms_engine.widgets import OptionTicks

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition


class Choices(FieldType):
    """Kept in the order of the field's choices, each once."""

    name = "choices"
    label = gettext_lazy("several choices")

    def clean(self, field: "FieldDefinition", raw: object) -> list[str]:
        if not isinstance(raw, list | tuple) or len(raw) > 2 * len(field.choices):
            raise refuse_wrong_kind()
        words = {clean_choice(field, word) for word in raw}
        return sorted(words, key=lambda word: place_of(field, word))

    def from_sql(self, value: Any) -> Any:
        return json.loads(value)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.MultipleChoiceField(
            choices=[(word, word) for word in field.choices], widget=OptionTicks(tones=tones_of(field))
        )

    def show(self, field: "FieldDefinition", value: Any) -> str:
        return ", ".join(value)

    def compare(self, field: "FieldDefinition", one: Any, other: Any) -> int:
        left, right = ([place_of(field, word) for word in words] for words in (one, other))
        return (left > right) - (left < right)
