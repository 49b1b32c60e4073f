"""What the lights of everybody on a board rest on, read in two statements however many athletes and days there are.

Own normals are stored with each value (`DailyValue`), so that only the due days are read; the HRV band needs 67
nights of one field, reckoned by the database. What only a rendered row needs is read by `trails`. What is known of
whom nothing was written about since is not read again (`memory`).
"""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import exp
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import get_language

from dashboards.board.everybody_sql import HRV, KEPT, MOVED, OTHER_WINDOWS, PEOPLE, STATUS, VALUES, WEEKS, Part
from dashboards.loads import WEEK as WEEK_DAYS
from dashboards.loads import change_between
from dashboards.memory import Memory
from dashboards.morning import Kind
from dashboards.rights import OpenColumn
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE
from forms_engine.models import Standard
from forms_engine.standards import RULE_PARTS, Subject, age_on
from people.models import Person
from people.prepared import prepared_sql

if TYPE_CHECKING:
    from dashboards.board.cells import Cell
    from dashboards.board.lights import Light
    from dashboards.board.verdict import Verdict


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

    @property
    def week_ms(self) -> float | None:
        """The week's mean in ms, as a cell says it: None while there are too few nights."""
        is_enough = self.recent is not None and self.recent_count >= DEFAULT_HRV_RULE.least_recent
        return exp(self.recent) if is_enough and self.recent is not None else None


NO_NIGHTS = Nights(None, None, None, 0, 0)


class Week(NamedTuple):
    """Sums of the last seven days and of the seven before, and how many days each has."""

    this: float | None
    before: float | None
    this_count: int
    before_count: int

    @property
    def change(self) -> float | None:
        """Percent from the week before to this one; None unless both are whole."""
        is_whole = self.this_count == self.before_count == WEEK_DAYS
        return change_between(self.before, self.this) if is_whole else None


class Status(NamedTuple):
    word: str
    age_days: int


class Kept(NamedTuple):
    """Days with a value among the last 7 and 28 due ones; `first_ago`: how many days ago the first of them is."""

    week: int
    month: int
    first_ago: int


@dataclass(slots=True)
class Known:
    """What is reckoned of one athlete and read by every board until something is written of them: read it only.

    What the lights rest on, by field id (`windows`: (field id, days) → the own normal), the lights themselves with what
    they come to, and once the row was drawn the cells as they are for everybody and whose forms have a record.
    """

    values: dict[int, Own] = field(default_factory=dict)
    nights: dict[int, Nights] = field(default_factory=dict)
    weeks: dict[int, Week] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    kept: dict[int, Kept] = field(default_factory=dict)
    windows: dict[tuple[int, int], Own] = field(default_factory=dict)
    lights: "list[Light] | None" = None
    verdict: "Verdict | None" = None
    cells: "list[Cell] | None" = None
    dated: frozenset[int] = frozenset()
    drawn: dict[Hashable, str] = field(default_factory=dict)


class Athlete:
    """One athlete and what is known of them.

    `told`: what is read of the person. Only who is drawn becomes a Person: everybody is judged, a hundred are drawn.
    """

    __slots__ = ("id", "joined_on", "kept", "known", "made", "nights", "statuses", "told", "values", "weeks", "windows")

    def __init__(self, told: dict[str, Any], known: Known) -> None:
        self.id: int = told["id"]
        self.told = told
        self.joined_on = date.fromisoformat(told["date_joined"][:10])
        self.known = known
        # At hand: they are asked for a thousand times a page.
        self.values, self.nights, self.weeks = known.values, known.nights, known.weeks
        self.statuses, self.kept, self.windows = known.statuses, known.kept, known.windows
        self.made: Person | None = None

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


# Statement and parameters.
PeopleQuery = tuple[str, tuple[Any, ...]]

remembered: Memory[Known] = Memory()


def people_query(key: Hashable, make: Callable[..., QuerySet[Person]], *values: Any) -> PeopleQuery:
    """The query of `make(*values)` for `read_everybody`; `key` holds all else it rests on (`people.prepared`)."""
    return prepared_sql(("everybody", key), lambda *late: make(*late).order_by().values_list(*PERSON_FIELDS), *values)


def read_everybody(
    people: PeopleQuery,
    columns: Sequence[OpenColumn],
    day: date,
    counted: Sequence[OpenColumn] = (),
) -> list[Athlete]:
    """The athletes of `people`, by name, with what stands for the board of `day`.

    `counted`: of these, whether or not they are among `columns`, the days with a value are counted. Two statements, one
    where nothing was written of anybody since they were read last.
    """
    sql, parameters = people
    if not sql:
        return []
    view = remembered.view(rests_on(columns, counted, day))
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE.format(people=sql), parameters)
        told: list[dict[str, Any]] = json.loads(cursor.fetchone()[0] or "[]")
        found, moved = {}, {}
        for one in told:
            known = view.find(one["id"], one["mark"])
            if known is None:
                known = moved[one["id"]] = Known()
            found[one["id"]] = known
        if moved and (parts := _parts(columns, day, counted)):
            # Whoever writes between these statements is read as written under the mark before: once too often.
            sql = MOVED + " UNION ALL ".join(part.sql for part in parts)
            cursor.execute(sql, [list(moved), *(one for part in parts for one in part.parameters)])
            _fill(moved, cursor.fetchall())
    for one in told:
        if one["id"] in moved:
            view.keep(one["id"], one["mark"], moved[one["id"]])
    return sorted((Athlete(one, found[one["id"]]) for one in told), key=by_name)


def rests_on(columns: Sequence[OpenColumn], counted: Sequence[OpenColumn], day: date) -> Hashable:
    """All that is said on a board besides people's data: equal when the same data look the same."""
    said = tuple(
        (
            one.column,
            one.form_id,
            one.form.dates_the_night,
            one.form.managed_by,
            one.field_id,
            json.dumps(one.field.details),
            tuple(tuple(repr(getattr(rule, part)) for part in RULE_PARTS) for rule in one.rules),
        )
        for one in columns
    )
    return day, get_language(), said, tuple((one.field_id, one.lag_days) for one in counted)


def _parts(columns: Sequence[OpenColumn], day: date, counted: Sequence[OpenColumn]) -> list[Part]:
    parts = []
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


def _fill(moved: Mapping[int, Known], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows are (part, person id, field id, three numbers, two counts, words)."""
    for part, person_id, field_id, a, b, c, n, m, words in rows:
        known = moved[person_id]
        if part == 1:
            known.values[field_id] = Own(a, b, c, n)
        elif part == 2:
            nights = known.nights.get(field_id, NO_NIGHTS)
            known.nights[field_id] = (
                nights._replace(recent=a, recent_count=n) if m else nights._replace(mean=a, spread=b, count=n)
            )
        elif part == 3:
            known.weeks[field_id] = Week(a, b, n, m)
        elif part == 4:
            known.statuses[field_id] = Status(words, n)
        elif part == 5:
            known.kept[field_id] = Kept(n, m, int(a))
        else:
            known.windows[field_id, m] = Own(a, b, c, n)


def by_name(one: Athlete) -> tuple[str, str, int]:
    return one.told["last_name"].casefold(), one.told["first_name"].casefold(), one.id


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
