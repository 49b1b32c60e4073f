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
from forms_engine.standards import Subject, age_on
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


NO_NIGHTS = Nights(None, None, None, 0, 0)


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
    """One athlete and what their lights rest on, by field id. `windows`: (field id, days) → the own normal.

    `told`: what is read of the person. Only who is drawn becomes a Person: everybody is judged, a hundred are drawn.
    """

    id: int
    told: dict[str, Any]
    joined_on: date
    values: dict[int, Own] = field(default_factory=dict)
    nights: dict[int, Nights] = field(default_factory=dict)
    weeks: dict[int, Week] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    kept: dict[int, Kept] = field(default_factory=dict)
    windows: dict[tuple[int, int], Own] = field(default_factory=dict)
    made: Person | None = None

    @property
    def person(self) -> Person:
        if self.made is None:
            self.made = _person(self.told)
        return self.made

    @property
    def name(self) -> str:
        """As `Person.full_name` says it."""
        return f"{self.told['first_name']} {self.told['last_name']}".strip() or str(self.told["username"])

    def subject(self, day: date) -> Subject:
        born = self.told["date_of_birth"]
        return Subject(self.told["sex"], age_on(date.fromisoformat(born) if born else None, day))


# `is_active` because what stands at a connection asks for it.
PERSON_FIELDS = ("id", "first_name", "last_name", "username", "sex", "date_of_birth", "date_joined", "is_active")
# The windows compliance is told over.
KEPT_WEEK, KEPT_MONTH = 7, 28
WEEK_DAYS = 7


def read_everybody(
    people: QuerySet[Person], columns: Sequence[OpenColumn], day: date, counted: Sequence[OpenColumn] = ()
) -> list[Athlete]:
    """The athletes of `people`, by name, with what stands for the board of `day`. One statement.

    `counted`: of these, whether or not they are among `columns`, the days with a value are counted.
    """
    try:
        sql, parameters = people.order_by().values_list(*PERSON_FIELDS).query.sql_with_params()
    except EmptyResultSet:
        return []
    parts = _parts(columns, day, counted)
    whole = f"WITH athlete AS MATERIALIZED ({sql}) " + " UNION ALL ".join(part.sql for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(whole, [*parameters, *(one for part in parts for one in part.parameters)])
        return _collect(cursor.fetchall())


def _parts(columns: Sequence[OpenColumn], day: date, counted: Sequence[OpenColumn]) -> list[Part]:
    parts = [Part(PEOPLE, ())]
    due = {one.field_id: one.due_on(day) for one in (*columns, *counted) if one.column.kind is not Kind.STATUS}
    if due:
        parts.append(Part(VALUES, _unzip(list(due.items()))))
    if kept := [(one.field_id, one.due_on(day)) for one in counted]:
        parts.append(Part(KEPT, (KEPT_WEEK, *_unzip(kept), KEPT_MONTH)))
    for one in columns:
        due_on = one.due_on(day)
        if one.column.kind is Kind.BAND:
            rule = DEFAULT_HRV_RULE
            window = rule.recent_days + rule.baseline_days
            recent = (one.field_id, due_on, rule.recent_days)
            parts.append(Part(HRV, (*recent, one.field_id, due_on, window, due_on)))
        elif one.column.kind is Kind.WEEK:
            parts.append(Part(WEEKS, (one.field_id, *(due_on, WEEK_DAYS) * 4, one.field_id, due_on, WEEK_DAYS, due_on)))
        elif one.column.kind is Kind.STATUS:
            parts.append(Part(STATUS, (one.field_id, due_on, one.field.key, one.form_id, due_on, one.field.key)))
    if other := _other_windows(columns, day):
        parts.append(Part(OTHER_WINDOWS, tuple(list(column) for column in zip(*other, strict=True))))
    return parts


def _other_windows(columns: Sequence[OpenColumn], day: date) -> list[tuple[int, int, date]]:
    """(field id, days, due day) of the windows a consultant's rules ask for besides the stored one."""
    return sorted(
        {
            (one.field_id, rule.window_days, one.due_on(day))
            for one in columns
            for rule in one.rules
            if rule.measure != Standard.Measure.VALUE and rule.window_days != DEFAULT_RULE.window_days
        }
    )


def _unzip(pairs: Sequence[tuple[int, date]]) -> tuple[list[int], list[date]]:
    return [field_id for field_id, _day in pairs], [day for _field, day in pairs]


def _collect(rows: Sequence[tuple[Any, ...]]) -> list[Athlete]:
    """Rows are (part, person id, field id, three numbers, two counts, words); everybody comes first, in one row."""
    athletes: dict[int, Athlete] = {}
    for part, person_id, field_id, a, b, c, n, m, words in rows:
        if part == 0:
            athletes = {one["id"]: _athlete(one) for one in json.loads(words or "[]")}
        elif part == 1:
            athletes[person_id].values[field_id] = Own(a, b, c, n)
        elif part == 2:
            known = athletes[person_id].nights
            nights = known.get(field_id, NO_NIGHTS)
            known[field_id] = (
                nights._replace(recent=a, recent_count=n) if m else nights._replace(mean=a, spread=b, count=n)
            )
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
    return one.told["last_name"].casefold(), one.told["first_name"].casefold(), one.id


def _athlete(told: dict[str, Any]) -> Athlete:
    return Athlete(told["id"], told, datetime.fromisoformat(told["date_joined"]).date())


def _person(told: dict[str, Any]) -> Person:
    """Not a whole row: whatever else is asked of it is read then. Names and values stand in the model's own order."""
    born = told["date_of_birth"]
    dates = {
        "date_of_birth": date.fromisoformat(born) if born else None,
        "date_joined": datetime.fromisoformat(told["date_joined"]),
    }
    known = told | dates
    names = [one.attname for one in Person._meta.concrete_fields if one.attname in known]
    return Person.from_db(None, names, [known[name] for name in names])
