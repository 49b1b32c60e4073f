"""One of several words."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.base import FieldType, clean_characters
from forms_engine.field_types.options import options_of
from forms_engine.widgets import OptionRows

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

LONGEST_CHOICE = 200
# So many options stand open as rows to tap; more of them fold into a list.
MOST_ROWS = 8


def clean_choice(field: "FieldDefinition", raw: object) -> str:
    """One word of the field's choices. Raises ValidationError."""
    word = clean_characters(raw, LONGEST_CHOICE)
    if word not in field.choices:
        raise ValidationError(_("“%(word)s” is none of the choices."), code="no_choice", params={"word": word})
    return word


def tones_of(field: "FieldDefinition") -> dict[str, str]:
    """Word → tone, of the choices that have a colour."""
    return {option.word: option.tone for option in options_of(field) if option.tone}


def place_of(field: "FieldDefinition", word: str) -> int:
    """Where a word stands among the choices; one no longer offered comes last."""
    return field.choices.index(word) if word in field.choices else len(field.choices)


class Choice(FieldType):
    name = "choice"
    label = gettext_lazy("one choice")

    def clean(self, field: "FieldDefinition", raw: object) -> str:
        return clean_choice(field, raw)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        widget = OptionRows(tones=tones_of(field)) if len(field.choices) <= MOST_ROWS else forms.Select()
        words = [(word, word) for word in field.choices]
        return forms.ChoiceField(choices=[("", _("No answer")), *words], widget=widget)

    def show(self, field: "FieldDefinition", value: Any) -> str:
        return f"{value} {field.unit}".strip()

    def compare(self, field: "FieldDefinition", one: Any, other: Any) -> int:
        left, right = place_of(field, one), place_of(field, other)
        return (left > right) - (left < right)
