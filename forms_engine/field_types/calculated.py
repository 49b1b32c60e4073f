"""Calculations, by what they answer. They hold, load and show like the type they stand on; nobody types over them."""

from django.utils.translation import gettext_lazy as _

from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.date import Date
from forms_engine.field_types.duration import Duration
from forms_engine.field_types.number import Number
from forms_engine.field_types.text import Text
from forms_engine.field_types.yes_no import YesNo


class Calculation(Number):
    name = "calculation"
    label = _("calculation: number")
    is_fillable = False
    writer = CALCULATION


class CalculatedText(Text):
    name = "calculated_text"
    label = _("calculation: text")
    is_fillable = False
    writer = CALCULATION


class CalculatedDate(Date):
    name = "calculated_date"
    label = _("calculation: date")
    is_fillable = False
    writer = CALCULATION


class CalculatedDuration(Duration):
    name = "calculated_duration"
    label = _("calculation: duration")
    is_fillable = False
    writer = CALCULATION


class CalculatedYesNo(YesNo):
    name = "calculated_yes_no"
    label = _("calculation: yes or no")
    is_fillable = False
    writer = CALCULATION


CALCULATED = frozenset(
    {Calculation.name, CalculatedText.name, CalculatedDate.name, CalculatedDuration.name, CalculatedYesNo.name}
)
