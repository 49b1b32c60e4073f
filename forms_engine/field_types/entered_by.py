"""Who made the record, by name."""

from django.utils.translation import gettext_lazy as _

from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.text import Text


class EnteredBy(Text):
    name = "entered_by"
    label = _("entered by")
    is_fillable = False
    writer = CALCULATION
