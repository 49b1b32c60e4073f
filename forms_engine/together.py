"""What several entries of one day say together: `details["daily"]` of a field, the last of them without it.

The projection of the boards follows the same rule in SQL (`dashboards/projection.py`).
"""

from collections.abc import Callable, Mapping, Sequence
from math import fsum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms_engine.field_types import FieldType
from forms_engine.field_types.age import Age
from forms_engine.field_types.number import Number
from forms_engine.models import FieldDefinition

DAILY = "daily"
LAST = ""
RULES: Mapping[str, str | Promise] = {
    LAST: _("the last one"),
    "sum": _("their sum"),
    "mean": _("their mean"),
    "highest": _("the highest"),
    "lowest": _("the lowest"),
}
RECKON: Mapping[str, Callable[[Sequence[float]], float]] = {
    "sum": fsum,
    "mean": lambda values: fsum(values) / len(values),
    "highest": max,
    "lowest": min,
}


def has_daily_rule(kind: FieldType) -> bool:
    """Whether entries of this type can be put together: numbers, whoever fills them in."""
    return isinstance(kind, Number) and not isinstance(kind, Age)


def daily_rule(field: FieldDefinition) -> str:
    """One of RULES."""
    said = (field.details or {}).get(DAILY)
    return said if said in RECKON else LAST
