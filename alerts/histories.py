"""The values rules are judged by: those of the boards, in one query however many rules and people.

So an alert says the number the board shows, also on a day with several entries. Whether something is missing is asked
of the records themselves, in one query a form.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from alerts.judging import Known, days_needed
from alerts.specs import ConditionSpec
from dashboards.models import DailyValue
from forms_engine.models import FieldDefinition
from forms_engine.queries import days_of_values

Excuse = Callable[[int, ConditionSpec, date], bool]


def never_excused(person_id: int, condition: ConditionSpec, day: date) -> bool:
    return False


@dataclass(frozen=True)
class Histories:
    """By (person id, field id): `series`, the number of each day; `present`, the days with any value. `dated`: the days
    with a record, by (person id, form id)."""

    series: Mapping[tuple[int, int], Mapping[date, float]] = field(default_factory=dict)
    present: Mapping[tuple[int, int], Mapping[date, float]] = field(default_factory=dict)
    dated: Mapping[tuple[int, int], frozenset[date]] = field(default_factory=dict)

    def known(self, person_id: int, condition: ConditionSpec, excuse: Excuse = never_excused) -> Known:
        found = self.present if condition.is_missing else self.series
        return Known(
            found.get((person_id, condition.field.id), {}),
            self.dated.get((person_id, condition.field.form_id), frozenset()),
            lambda day: excuse(person_id, condition, day),
        )


@dataclass
class Asked:
    """Which fields of one form are read, and from which day to which."""

    form_key: str
    fields: dict[str, FieldDefinition]
    field_ids: dict[str, int]
    first: date
    last: date


def read_histories(
    conditions: Iterable[ConditionSpec], person_ids: Collection[int], first_day: date, last_day: date
) -> Histories:
    """What `conditions` need for the board days from `first_day` to `last_day`. One query for numbers, and one for
    each form of which something may be missing."""
    asked_of = list(conditions)
    series = _read_series([one for one in asked_of if not one.is_missing], person_ids, first_day, last_day)
    present: dict[tuple[int, int], dict[date, float]] = {}
    dated: dict[tuple[int, int], set[date]] = {}
    missing = [one for one in asked_of if one.is_missing]
    for form_id, asked in _by_form(missing, first_day, last_day).items():
        keys = list(asked.fields)
        ids = [asked.field_ids[key] for key in keys]
        rows = days_of_values(asked.form_key, person_ids, keys, asked.first, asked.last, fields=asked.fields)
        for row in rows:
            dated.setdefault((row.person_id, form_id), set()).add(row.occurred_on)
            for field_id, value in zip(ids, row.values, strict=True):
                if value is not None:
                    present.setdefault((row.person_id, field_id), {})[row.occurred_on] = 1.0
    return Histories(series, present, {key: frozenset(days) for key, days in dated.items()})


def _read_series(
    conditions: Iterable[ConditionSpec], person_ids: Collection[int], first_day: date, last_day: date
) -> dict[tuple[int, int], dict[date, float]]:
    windows: dict[int, tuple[date, date]] = {}
    for one in conditions:
        first, last = _span(one, first_day, last_day)
        known = windows.get(one.field.id, (first, last))
        windows[one.field.id] = min(first, known[0]), max(last, known[1])
    series: dict[tuple[int, int], dict[date, float]] = {}
    if not windows or not person_ids:
        return series
    wanted = Q()
    for field_id, days in windows.items():
        wanted |= Q(field=field_id, day__range=days)
    rows = DailyValue.objects.filter(wanted, person_id__in=person_ids)
    for person_id, field_id, day, value in rows.values_list("person_id", "field_id", "day", "value"):
        # Shown as whole where it is: 55, not 55.0.
        series.setdefault((person_id, field_id), {})[day] = int(value) if value.is_integer() else value
    return series


def _span(condition: ConditionSpec, first_day: date, last_day: date) -> tuple[date, date]:
    """The days of records that are read, both included."""
    first = condition.due_on(first_day) - timedelta(days=days_needed(condition) - 1)
    return first, condition.due_on(last_day)


def _by_form(conditions: Iterable[ConditionSpec], first_day: date, last_day: date) -> dict[int, Asked]:
    forms: dict[int, Asked] = {}
    for one in conditions:
        first, last = _span(one, first_day, last_day)
        asked = forms.setdefault(one.field.form_id, Asked(one.field.form_key, {}, {}, first, last))
        asked.first, asked.last = min(asked.first, first), max(asked.last, last)
        # Only the type is asked for, and it never changes: no query for the definitions.
        asked.fields[one.field.key] = FieldDefinition(key=one.field.key, type=one.field.type)
        asked.field_ids[one.field.key] = one.field.id
    return forms
