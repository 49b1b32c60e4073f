"""The numbers behind a page: values of many people and days, one query a form."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from dashboards.morning import Column
from dashboards.rights import OpenColumn
from forms_engine.extension import PersonBadge
from forms_engine.models import FormDefinition
from forms_engine.queries import days_of_values

Series = dict[date, float]


@dataclass
class Readings:
    """Values by (person id, column key) and date; `dated`: which dates have a record, by (person id, form id)."""

    values: Mapping[tuple[int, str], Series] = field(default_factory=dict)
    dated: Mapping[tuple[int, int], set[date]] = field(default_factory=dict)

    def series(self, person_id: int, column: Column) -> Series:
        return self.values.get((person_id, column.key), {})

    def has_record(self, person_id: int, form: FormDefinition, day: date) -> bool:
        return day in self.dated.get((person_id, form.pk), ())


def read_values(columns: Sequence[OpenColumn], person_ids: Sequence[int], board_day: date, days: int) -> Readings:
    """What stands in `columns` for the `days` due days up to `board_day`. One query a form."""
    values: defaultdict[tuple[int, str], Series] = defaultdict(dict)
    dated: defaultdict[tuple[int, int], set[date]] = defaultdict(set)
    for form, of_form in _by_form(columns):
        last = max(one.due_on(board_day) for one in of_form)
        first = min(one.due_on(board_day) for one in of_form) - timedelta(days=days - 1)
        keys = [one.column.field_key for one in of_form]
        fields = {one.column.field_key: one.field for one in of_form}
        for row in days_of_values(form.key, person_ids, keys, first, last, fields=fields):
            dated[row.person_id, form.pk].add(row.occurred_on)
            for one, value in zip(of_form, row.values, strict=True):
                if value is not None:
                    values[row.person_id, one.column.key][row.occurred_on] = value
    return Readings(values, dated)


def cause_of(readings: Readings, person_id: int, one: OpenColumn, day: date, badges: Sequence[PersonBadge]) -> str:
    """Why nothing stands in this column for `day`, in words: the source's own, else what the records say."""
    if readings.has_record(person_id, one.form, day):
        return _("not measured")
    for badge in badges:
        if cause := badge.causes.get(one.form.pk):
            return cause.words
    # A source that explains no single form may still be the explanation.
    return next((badge.words for badge in badges if badge.tone != "fine"), _("no data yet"))


def _by_form(columns: Sequence[OpenColumn]) -> list[tuple[FormDefinition, list[OpenColumn]]]:
    grouped: dict[int, list[OpenColumn]] = {}
    for one in columns:
        grouped.setdefault(one.form.pk, []).append(one)
    return [(members[0].form, members) for members in grouped.values()]
