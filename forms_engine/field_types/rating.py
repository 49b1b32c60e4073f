"""A rating scale: a row of points to tap, with words at its ends and, if wanted, at each point."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.integer import Integer
from forms_engine.widgets import ScaleSelect

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

LOWEST_POINT, HIGHEST_POINT = 1, 5
MOST_POINTS = 21


class Rating(Integer):
    """From `minimum` (1) to `maximum` (5).

    `details`: "low" and "high" are words at the ends, "words" is {"1": the word of this point, …}.
    """

    name = "rating"
    label = gettext_lazy("rating scale")

    def points(self, field: "FieldDefinition") -> range:
        low = LOWEST_POINT if field.minimum is None else int(field.minimum)
        high = HIGHEST_POINT if field.maximum is None else int(field.maximum)
        return range(low, min(high, low + MOST_POINTS - 1) + 1)

    def clean(self, field: "FieldDefinition", raw: object) -> int:
        point = super().clean(field, raw)
        points = self.points(field)
        if point not in points:
            raise ValidationError(
                _("Choose a point from %(low)d to %(high)d."),
                code="no_point",
                params={"low": points.start, "high": points.stop - 1},
            )
        return point

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        points = self.points(field)
        details = field.details or {}
        widget = ScaleSelect(
            low=str(details.get("low", "")),
            high=str(details.get("high", "")),
            words={str(point): word for point in points if (word := self._word(field, point))},
        )
        numbered = [(str(point), str(point)) for point in points]
        return forms.ChoiceField(choices=[("", _("No answer")), *numbered], widget=widget)

    def initial(self, value: Any) -> str:
        return str(value)

    def show(self, field: "FieldDefinition", value: Any) -> str:
        """“4 · Good”, or the number alone where the point has no word."""
        word = self._word(field, value)
        return f"{value} · {word}" if word else f"{value} {field.unit}".strip()

    def _word(self, field: "FieldDefinition", point: int) -> str:
        words = (field.details or {}).get("words")
        return str(words.get(str(point), "")) if isinstance(words, dict) else ""
