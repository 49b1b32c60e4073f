"""Values another form of the same person holds, copied when the record is written; by what they hold."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.date import Date
from forms_engine.field_types.duration import Duration
from forms_engine.field_types.number import Number
from forms_engine.field_types.paragraph import LONGEST_PARAGRAPH
from forms_engine.field_types.text import Text

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

SAME_DAY, LATEST_BEFORE, NIGHT_BEFORE, PROFILE = WHEN = ("same_day", "latest_before", "night_before", "profile")


@dataclass(frozen=True)
class Link:
    """Which value of which form, seen from a record of day D.

    `when`: "same_day" the latest of D, "latest_before" the latest before D, "night_before" the record of D - 1 (the
    night that ended on D), "profile" the one record of a profile form.
    """

    form_key: str
    field_key: str
    when: str


def link_of(field: "FieldDefinition") -> Link | None:
    """What a linked field's `details` say ("form", "field", "when"), None where they say nothing usable."""
    said = field.details or {}
    form_key, field_key, when = (str(said.get(name, "")) for name in ("form", "field", "when"))
    return Link(form_key, field_key, when) if form_key and field_key and when in WHEN else None


class LinkedNumber(Number):
    name = "linked_number"
    label = _("linked value: number")
    is_fillable = False
    writer = CALCULATION


class LinkedText(Text):
    name = "linked_text"
    label = _("linked value: text")
    longest = LONGEST_PARAGRAPH
    is_fillable = False
    writer = CALCULATION


class LinkedDate(Date):
    name = "linked_date"
    label = _("linked value: date")
    is_fillable = False
    writer = CALCULATION


class LinkedDuration(Duration):
    name = "linked_duration"
    label = _("linked value: duration")
    is_fillable = False
    writer = CALCULATION


LINKED = frozenset({LinkedNumber.name, LinkedText.name, LinkedDate.name, LinkedDuration.name})
