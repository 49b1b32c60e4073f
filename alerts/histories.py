"""The values rules are judged by: one query a form, however many rules and people."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from alerts.judging import Known, days_needed
from alerts.specs import ConditionSpec
from forms_engine.models import FieldDefinition
from forms_engine.queries import days_of_values

Excuse = Callable[[int, ConditionSpec, date], bool]


def never_excused(person_id: int, condition: ConditionSpec, day: date) -> bool:
    return False


@dataclass(frozen=True)
class Histories:
    """Series by (person id, field id); `dated`: the days with a record, by (person id, form id)."""

    series: Mapping[tuple[int, int], Mapping[date, float]] = field(default_factory=dict)
    dated: Mapping[tuple[int, int], frozenset[date]] = field(default_factory=dict)

    def known(self, person_id: int, condition: ConditionSpec, excuse: Excuse = never_excused) -> Known:
        return Known(
            self.series.get((person_id, condition.field.id), {}),
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
    """What `conditions` need for the board days from `first_day` to `last_day`. One query a form."""
    series: dict[tuple[int, int], dict[date, float]] = {}
    dated: dict[tuple[int, int], set[date]] = {}
    for form_id, asked in _by_form(conditions, first_day, last_day).items():
        keys = list(asked.fields)
        ids = [asked.field_ids[key] for key in keys]
        rows = days_of_values(asked.form_key, person_ids, keys, asked.first, asked.last, fields=asked.fields)
        for row in rows:
            dated.setdefault((row.person_id, form_id), set()).add(row.occurred_on)
            for field_id, value in zip(ids, row.values, strict=True):
                if value is not None:
                    series.setdefault((row.person_id, field_id), {})[row.occurred_on] = _as_number(value)
    return Histories(series, {key: frozenset(days) for key, days in dated.items()})


def _by_form(conditions: Iterable[ConditionSpec], first_day: date, last_day: date) -> dict[int, Asked]:
    forms: dict[int, Asked] = {}
    for one in conditions:
        first = one.due_on(first_day) - timedelta(days=days_needed(one) - 1)
        last = one.due_on(last_day)
        asked = forms.setdefault(one.field.form_id, Asked(one.field.form_key, {}, {}, first, last))
        asked.first, asked.last = min(asked.first, first), max(asked.last, last)
        # Only the type is asked for, and it never changes: no query for the definitions.
        asked.fields[one.field.key] = FieldDefinition(key=one.field.key, type=one.field.type)
        asked.field_ids[one.field.key] = one.field.id
    return forms


def _as_number(value: Any) -> float:
    """Of what is no number only that it is there counts."""
    return value if isinstance(value, int | float) else 1.0
