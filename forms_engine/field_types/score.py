"""A score from 0 to 100."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.integer import Integer

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

LOWEST_SCORE, HIGHEST_SCORE = 0, 100


class Score(Integer):
    name = "score"
    label = gettext_lazy("score, 0 to 100")

    def clean(self, field: "FieldDefinition", raw: object) -> int:
        score = super().clean(field, raw)
        if not LOWEST_SCORE <= score <= HIGHEST_SCORE:
            raise ValidationError(_("A score lies between 0 and 100."), code="no_score")
        return score

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.IntegerField(
            min_value=max(LOWEST_SCORE, int(field.minimum or LOWEST_SCORE)),
            max_value=HIGHEST_SCORE if field.maximum is None else min(HIGHEST_SCORE, int(field.maximum)),
        )
