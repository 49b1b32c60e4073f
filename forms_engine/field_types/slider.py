"""A number on a line between two ends. Unanswered until it is touched; without scripts a plain number to type."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types.number import Number
from forms_engine.widgets import SliderInput

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

LEFT_END, RIGHT_END = 0, 100
# How far a value may lie beside its step: what floats make of tenths.
NEAR = 1e-6


class Slider(Number):
    """From `minimum` (0) to `maximum` (100). `details`: "low" and "high" are words at the ends, "step" the step (1)."""

    name = "slider"
    label = gettext_lazy("slider")

    def ends(self, field: "FieldDefinition") -> tuple[float, float]:
        left = LEFT_END if field.minimum is None else field.minimum
        return left, RIGHT_END if field.maximum is None else field.maximum

    def step(self, field: "FieldDefinition") -> float:
        step = (field.details or {}).get("step")
        if isinstance(step, int | float) and not isinstance(step, bool) and step > 0:
            return float(step)
        return 1.0

    def clean(self, field: "FieldDefinition", raw: object) -> int | float:
        number = super().clean(field, raw)
        left, right = self.ends(field)
        steps = (number - left) / self.step(field)
        if not left <= number <= right or abs(steps - round(steps)) > NEAR:
            raise ValidationError(
                _("Choose a value from %(left)s to %(right)s in steps of %(step)s."),
                code="not_on_slider",
                params={"left": f"{left:g}", "right": f"{right:g}", "step": f"{self.step(field):g}"},
            )
        return number

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        left, right = self.ends(field)
        details = field.details or {}
        widget = SliderInput(low=str(details.get("low", "")), high=str(details.get("high", "")))
        widget.attrs["step"] = f"{self.step(field):g}"
        return forms.FloatField(min_value=left, max_value=right, widget=widget)
