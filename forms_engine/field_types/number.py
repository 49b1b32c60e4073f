"""A number with or without decimals."""

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format, sanitize_separators
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms_engine.field_types.base import FieldType, refuse_wrong_kind

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

# Beyond this a float no longer tells neighbouring whole numbers apart.
FURTHEST = 1e15
LONGEST_NUMBER = 40


class AtMostDecimals:
    """Refuses a typed number with more decimals than the field shows: it would look as if it had been changed."""

    def __init__(self, decimals: int) -> None:
        self.decimals = decimals

    def __call__(self, number: float) -> None:
        if round(number, self.decimals) != number:
            raise ValidationError(
                ngettext(
                    "At most %(decimals)d decimal, please.", "At most %(decimals)d decimals, please.", self.decimals
                )
                if self.decimals
                else _("A whole number, please."),
                code="decimals",
                params={"decimals": self.decimals},
            )


def _step(decimals: int | None) -> str:
    return "any" if decimals is None else f"{10**-decimals:.{decimals}f}"


class Number(FieldType):
    name = "number"
    label = gettext_lazy("number")
    sql_cast = "double precision"

    def clean(self, field: "FieldDefinition", raw: object) -> int | float:
        number = self._read(raw)
        if not math.isfinite(number) or abs(number) > FURTHEST:
            raise ValidationError(_("This number is too large."), code="too_large")
        return number

    def _read(self, raw: object) -> int | float:
        if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
            raise refuse_wrong_kind()
        if isinstance(raw, int):
            # Python refuses to turn a giant into a float: judge it as it is.
            return raw if abs(raw) <= FURTHEST else math.inf
        if isinstance(raw, str):
            if len(raw) > LONGEST_NUMBER:
                raise ValidationError(_("This number is too long."), code="too_long")
            raw = str(sanitize_separators(raw.strip()))
        try:
            number = float(raw)
        except (ValueError, OverflowError):
            raise ValidationError(_("Write a number."), code="not_a_number") from None
        return int(number) if math.isfinite(number) and number.is_integer() and abs(number) <= FURTHEST else number

    def within_limits(self, field: "FieldDefinition", value: Any) -> Any:
        if field.minimum is not None and value < field.minimum:
            raise ValidationError(
                _("At least %(limit)s, please."), code="too_low", params={"limit": self.show(field, field.minimum)}
            )
        if field.maximum is not None and value > field.maximum:
            raise ValidationError(
                _("At most %(limit)s, please."), code="too_high", params={"limit": self.show(field, field.maximum)}
            )
        return value

    def unusual(self, field: "FieldDefinition", value: Any) -> str:
        if field.soft_minimum is not None and value < field.soft_minimum:
            return _("%(value)s is unusually low. Is this right?") % {"value": self.show(field, value)}
        if field.soft_maximum is not None and value > field.soft_maximum:
            return _("%(value)s is unusually high. Is this right?") % {"value": self.show(field, value)}
        return ""

    def from_sql(self, value: Any) -> Any:
        return int(value) if value.is_integer() else value

    def from_sql_column(self, values: Iterable[Any]) -> list[Any]:
        # As `from_sql`, without a call a value: a heatmap has tens of thousands.
        return [value if value is None or not value.is_integer() else int(value) for value in values]

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": _step(field.decimals)})
        return forms.FloatField(
            min_value=field.minimum,
            max_value=field.maximum,
            widget=widget,
            validators=[] if field.decimals is None else [AtMostDecimals(field.decimals)],
        )

    def show(self, field: "FieldDefinition", value: Any) -> str:
        decimals = field.decimals
        if decimals is None:
            decimals = len(f"{value:.2f}".rstrip("0").partition(".")[2])
        # Django cuts floats where it should round; adding 0 takes the sign off a zero.
        rounded = Decimal(f"{round(value, decimals) + 0:.{decimals}f}")
        return f"{number_format(rounded, decimal_pos=decimals, force_grouping=True)} {field.unit}".strip()
