"""What the lights of everybody on a board rest on, read in one statement however many athletes and days there are.

Own normals are stored with each value (`DailyValue`), so that only the due days are read; the HRV band needs 67
nights of one field, reckoned by the database. What only a rendered row needs is read by `trails`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from dashboards.board.everybody_sql import HRV, KEPT, OTHER_WINDOWS, PEOPLE, STATUS, VALUES, WEEKS, Part
from dashboards.morning import Kind
from dashboards.rights import OpenColumn
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE
from forms_engine.models import Standard
from people.models import Person


class Own(NamedTuple):
    """A value with the own mean, sample spread and number of values of a window before it."""

    value: float
    mean: float | None
    spread: float | None
    count: int  # type: ignore[assignment]


class Nights(NamedTuple):
    """ln rMSSD: means of the recent nights and of the baseline, its spread, and how many nights each has."""

    recent: float | None
    mean: float | None
    spread: float | None
    recent_count: int
    count: int  # type: ignore[assignment]


class Week(NamedTuple):
    """Sums of the last seven days and of the seven before, and how many days each has."""

    this: float | None
    before: float | None
    this_count: int
    before_count: int


class Status(NamedTuple):
    word: str
    age_days: int


class Kept(NamedTuple):
    """Days with a value among the last 7 and 28 due ones; `first_ago`: how many days ago the first of them is."""

    week: int
    month: int
    first_ago: int


@dataclass(slots=True)
class Athlete:
    """One athlete and what their lights rest on, by field id. `windows`: (field id, days) → the own normal."""

    person: Person
    values: dict[int, Own] = field(default_factory=dict)
    nights: dict[int, Nights] = field(default_factory=dict)
    weeks: dict[int, Week] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    kept: dict[int, Kept] = field(default_factory=dict)
    windows: dict[tuple[int, int], Own] = field(default_factory=dict)


PERSON_FIELDS = ("id", "first_name", "last_name", "username", "sex", "date_of_birth", "date_joined")
# The windows compliance is told over.
KEPT_WEEK, KEPT_MONTH = 7, 28
WEEK_DAYS = 7


def read_everybody(people: QuerySet[Person], columns: Sequence[OpenColumn], day: date) -> list[Athlete]:
    """The athletes of `people`, by name, with what stands for the board of `day`. One statement."""
    try:
        sql, parameters = people.order_by().values_list(*PERSON_FIELDS).query.sql_with_params()
    except EmptyResultSet:
        return []
    parts = _parts(columns, day)
    whole = f"WITH athlete AS MATERIALIZED ({sql}) " + " UNION ALL ".join(part.sql for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(whole, [*parameters, *(one for part in parts for one in part.parameters)])
        return _collect(cursor.fetchall())


def _parts(columns: Sequence[OpenColumn], day: date) -> list[Part]:
    parts = [Part(PEOPLE, ())]
    due = [(one.field.pk, one.due_on(day)) for one in columns if one.column.kind is not Kind.STATUS]
    if due:
        parts.append(Part(VALUES, _unzip(due)))
    if counted := [(one.field.pk, one.due_on(day)) for one in columns if one.column.counts_days]:
        parts.append(Part(KEPT, (KEPT_WEEK, *_unzip(counted), KEPT_MONTH)))
    for one in columns:
        due_on = one.due_on(day)
        if one.column.kind is Kind.BAND:
            rule = DEFAULT_HRV_RULE
            recent = (due_on, rule.recent_days)
            window = rule.recent_days + rule.baseline_days
            parts.append(Part(HRV, (one.field.pk, *recent * 5, one.field.pk, due_on, window, due_on)))
        elif one.column.kind is Kind.WEEK:
            parts.append(Part(WEEKS, (one.field.pk, *(due_on, WEEK_DAYS) * 4, one.field.pk, due_on, WEEK_DAYS, due_on)))
        elif one.column.kind is Kind.STATUS:
            parts.append(Part(STATUS, (one.field.pk, due_on, one.field.key, one.form.pk, due_on, one.field.key)))
    if other := _other_windows(columns, day):
        parts.append(Part(OTHER_WINDOWS, tuple(list(column) for column in zip(*other, strict=True))))
    return parts


def _other_windows(columns: Sequence[OpenColumn], day: date) -> list[tuple[int, int, date]]:
    """(field id, days, due day) of the windows a consultant's rules ask for besides the stored one."""
    return sorted(
        {
            (one.field.pk, rule.window_days, one.due_on(day))
            for one in columns
            for rule in one.rules
            if rule.measure != Standard.Measure.VALUE and rule.window_days != DEFAULT_RULE.window_days
        }
    )


def _unzip(pairs: Sequence[tuple[int, date]]) -> tuple[list[int], list[date]]:
    return [field_id for field_id, _day in pairs], [day for _field, day in pairs]


def _collect(rows: Sequence[tuple[Any, ...]]) -> list[Athlete]:
    """Rows are (part, person id, field id, four numbers, two counts, words); people come first."""
    athletes: dict[int, Athlete] = {}
    for part, person_id, field_id, a, b, c, n, m, words in rows:
        if part == 0:
            athletes[person_id] = _athlete(json.loads(words))
        elif part == 1:
            athletes[person_id].values[field_id] = Own(a, b, c, n)
        elif part == 2:
            athletes[person_id].nights[field_id] = Nights(a, b, c, n, m)
        elif part == 3:
            athletes[person_id].weeks[field_id] = Week(a, b, n, m)
        elif part == 4:
            athletes[person_id].statuses[field_id] = Status(words, n)
        elif part == 5:
            athletes[person_id].kept[field_id] = Kept(n, m, int(a))
        else:
            athletes[person_id].windows[field_id, m] = Own(a, b, c, n)
    return sorted(athletes.values(), key=by_name)


def by_name(one: Athlete) -> tuple[str, str, int]:
    return one.person.last_name.casefold(), one.person.first_name.casefold(), one.person.pk


def _athlete(told: dict[str, Any]) -> Athlete:
    told["date_of_birth"] = date.fromisoformat(told["date_of_birth"]) if told["date_of_birth"] else None
    told["date_joined"] = datetime.fromisoformat(told["date_joined"])
    # Not a whole row: whatever else is asked of it is read then. Names and values stand in the model's own order.
    names = [one.attname for one in Person._meta.concrete_fields if one.attname in told]
    return Athlete(Person.from_db(None, names, [told[name] for name in names]))
