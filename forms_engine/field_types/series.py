"""High-frequency values of a day: the record says how many there are, the samples stand elsewhere."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms_engine.field_types.base import FieldType, refuse_wrong_kind
from forms_engine.field_types.datetime import DateTime
from forms_engine.field_types.integer import Integer
from forms_engine.field_types.number import Number

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

KEYS = {"starts_at", "interval_s", "samples", "checksum"}


class Series(FieldType):
    """`{"starts_at": ISO moment, "interval_s": seconds, "samples": how many, "checksum": tells a revision apart}`."""

    name = "series"
    label = gettext_lazy("series of samples")
    is_fillable = False

    def clean(self, field: "FieldDefinition", raw: object) -> dict[str, Any]:
        if not isinstance(raw, dict) or set(raw) != KEYS:
            raise refuse_wrong_kind()
        interval_s = Number().clean(field, raw["interval_s"])
        samples = Integer().clean(field, raw["samples"])
        checksum = Integer().clean(field, raw["checksum"])
        if interval_s <= 0 or samples < 0:
            raise ValidationError(_("This is no series of samples."), code="no_series")
        return {
            "starts_at": DateTime().clean(field, raw["starts_at"]),
            "interval_s": interval_s,
            "samples": samples,
            "checksum": checksum,
        }

    def from_sql(self, value: Any) -> Any:
        return json.loads(value)

    def form_field(self, field: "FieldDefinition") -> forms.Field:
        return forms.CharField(disabled=True)

    def show(self, field: "FieldDefinition", value: Any) -> str:
        """“1,440 samples, one a minute”."""
        count = number_format(value["samples"], force_grouping=True)
        samples = ngettext("%(count)s sample", "%(count)s samples", value["samples"]) % {"count": count}
        return f"{samples}, {rhythm(value['interval_s'])}"

    def compare(self, field: "FieldDefinition", one: Any, other: Any) -> int:
        return int(one["samples"] > other["samples"]) - int(one["samples"] < other["samples"])


def rhythm(interval_s: float) -> str:
    if interval_s == 1:
        return _("one a second")
    if interval_s == 60:
        return _("one a minute")
    if interval_s % 60 == 0:
        return _("one every %(minutes)d minutes") % {"minutes": interval_s // 60}
    return _("one every %(seconds)s seconds") % {"seconds": number_format(interval_s)}
