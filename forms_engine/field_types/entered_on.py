"""When the record was made."""

from django.utils.translation import gettext_lazy as _

from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.datetime import DateTime


class EnteredOn(DateTime):
    name = "entered_on"
    label = _("entered on")
    is_fillable = False
    writer = CALCULATION
