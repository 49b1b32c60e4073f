"""What several entries of one day say together: `details["daily"]` of a field, the last of them without it.

The projection of the boards follows the same rule in SQL (`dashboards/projection.py`), and is told when it changes.
Entries of a day stand as they began, those without a time first, then as they were made: whoever asks for the last one
of a day orders by what stands here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from math import fsum
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms_engine.extension import tell_redefined
from forms_engine.field_types import FieldType
from forms_engine.field_types.age import Age
from forms_engine.field_types.number import Number
from forms_engine.models import FieldDefinition, FormDefinition
from people.models import Person

if TYPE_CHECKING:
    from forms_engine.queries import Row

DAILY = "daily"
LAST = ""
# For SQL and for querysets of records; the second of each is the first turned round.
AS_THEY_BEGAN, LAST_FIRST = "starts_at NULLS FIRST, id", "starts_at DESC NULLS LAST, id DESC"
BY_BEGIN = (F("starts_at").asc(nulls_first=True), F("id").asc())
BY_BEGIN_LAST_FIRST = (F("starts_at").desc(nulls_last=True), F("id").desc())
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
    said = str((field.details or {}).get(DAILY))
    return said if said in RECKON else LAST


def of_day(field: FieldDefinition, values: Sequence[float]) -> float:
    """What one or more entries of a day, in the order they began, count as."""
    reckon = RECKON.get(daily_rule(field))
    return reckon(values) if reckon and len(values) > 1 else values[-1]


def days_together(
    fields: Mapping[str, FieldDefinition], rows: Iterable["Row"]
) -> dict[str, dict[int, dict[date, float]]]:
    """Field key → person id → day → what the numbers of that day count as. `rows`: of `days_of_values` for these
    fields, in their order."""
    said: dict[str, dict[int, dict[date, list[float]]]] = {key: {} for key in fields}
    for row in rows:
        for key, value in zip(fields, row.values, strict=True):
            if isinstance(value, int | float):
                said[key].setdefault(row.person_id, {}).setdefault(row.occurred_on, []).append(value)
    return {
        key: {
            person_id: {day: of_day(fields[key], values) for day, values in days.items()}
            for person_id, days in of_people.items()
        }
        for key, of_people in said.items()
    }


def numbers_of(form_id: int) -> dict[str, Any]:
    """What makes the numbers of each day out of the form's records: the rules and the scores of options, by key. One
    query."""
    found = FieldDefinition.objects.filter(form=form_id).values_list("key", "details")
    return {key: (details.get(DAILY), scores_of(details)) for key, details in found}


def scores_of(details: Mapping[str, Any]) -> dict[str, Any]:
    """Word → score of the options of a field's `details`."""
    return {word: said.get("score") for word, said in (details.get("options") or {}).items()}


def tell_if_redefined(form: FormDefinition, before: Mapping[str, Any], by: Person, now: datetime) -> None:
    """`before`: of `numbers_of`, before the change. A field that is new has no records."""
    after = numbers_of(form.pk)
    if any(key in after and after[key] != numbers for key, numbers in before.items()):
        tell_redefined(form, by, now)
