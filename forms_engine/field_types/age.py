"""The person's age in whole years on the day of the record."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.number import Number


class Age(Number):
    name = "age"
    label = _("age")
    is_fillable = False
    writer = CALCULATION

    def reckon(self, date_of_birth: date | None, on: date) -> int | None:
        """Whole years; None when nobody knows, or before birth. Born on 29 February, a year is full on 1 March."""
        if date_of_birth is None or on < date_of_birth:
            return None
        is_before_birthday = (on.month, on.day) < (date_of_birth.month, date_of_birth.day)
        return on.year - date_of_birth.year - is_before_birthday
