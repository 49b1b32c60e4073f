"""The weekly report of a squad as plain data: nights known, means and loads beside the four weeks before, compliance.

A week is Monday to Sunday: nights that ended on these mornings, days as they are dated. Everything of it was due by
Sunday evening, so the report of Monday morning is whole as far as it goes. Statements besides those of the place:
the numbers, and the alerts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dashboards.board.columns import BOARD_COLUMNS
from dashboards.loads import Compliance
from dashboards.measures import Measure
from dashboards.morning import NIGHT_LAG_DAYS, Column, Kind
from dashboards.squad.place import Place
from dashboards.squad.week import NOTHING, Figure, figure_of
from dashboards.squad.week_alerts import NO_ALERTS, AlertCounts, read_alert_counts, total_of
from dashboards.squad.week_sql import DAYS, Numbers, read_numbers
from people.models import Person

KEYS = frozenset(
    {"readiness", "sleep_score", "sleep_hours", "hrv", "resting_heart_rate", "activity_score", "load", "wellness"}
)
STRONGEST = 5


@dataclass(frozen=True)
class WeekColumn:
    column: Column
    measure: Measure

    def first_day(self, monday: date) -> date:
        """The date of the first record of the week: the night that ended on Monday morning began on Sunday."""
        return monday - timedelta(days=NIGHT_LAG_DAYS) if self.measure.form.dates_the_night else monday


@dataclass(frozen=True)
class WeekRow:
    """`nights`: how many of the seven are known, None where no night may be read. `strongest`: the column of the
    largest change and its figure."""

    person: Person
    figures: tuple[Figure, ...]
    nights: int | None
    keeping: Compliance
    strongest: tuple[WeekColumn, Figure] | None
    alerts: AlertCounts = NO_ALERTS


@dataclass(frozen=True)
class WeeklyReport:
    """`means`: of the athletes' own figures, a column each. `strongest`: rows of the largest changes, largest first.

    `alerts`: of all rows together, as far as the viewer may see them; None where none are ever raised.
    """

    place: Place
    monday: date
    columns: tuple[WeekColumn, ...]
    rows: tuple[WeekRow, ...]
    means: tuple[Figure, ...]
    keeping: Compliance
    strongest: tuple[WeekRow, ...]
    alerts: AlertCounts | None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def has_nights(self) -> bool:
        return any(row.nights is not None for row in self.rows)

    @property
    def nights(self) -> int:
        return sum(row.nights or 0 for row in self.rows)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_whole_week(today: date) -> date:
    """The Monday of the week before this one."""
    return monday_of(today) - timedelta(days=DAYS)


def build_weekly_report(place: Place, monday: date) -> WeeklyReport:
    measures = {one.key: one for one in place.measures}
    columns = tuple(
        WeekColumn(column, measure)
        for column in BOARD_COLUMNS
        if column.key in KEYS and (measure := measures.get(f"{column.form_key}.{column.field_key}"))
    )
    counted = [WeekColumn(column, measures[key]) for key, column in _counted() if key in measures]
    asked = {one.measure.key: (one.measure, one.first_day(monday), _is_log(one)) for one in (*columns, *counted)}
    numbers = read_numbers(list(asked.values()), place.person_ids)
    in_use = [one for one in counted if any(field_id == one.measure.field.pk for _person, field_id in numbers)]
    rows = tuple(_row(person, columns, in_use, numbers, monday, place) for person in place.people)
    sunday = monday + timedelta(days=DAYS - 1)
    alerts = read_alert_counts(place.viewer, place.person_ids, monday, sunday)
    if alerts:
        rows = tuple(replace(row, alerts=alerts.get(row.person.pk, NO_ALERTS)) for row in rows)
    changed = [row for row in rows if row.strongest]
    return WeeklyReport(
        place=place,
        monday=monday,
        columns=columns,
        rows=rows,
        means=tuple(_mean([row.figures[index] for row in rows]) for index in range(len(columns))),
        keeping=Compliance(sum(row.keeping.there for row in rows), sum(row.keeping.due for row in rows)),
        strongest=tuple(sorted(changed, key=_size, reverse=True)[:STRONGEST]),
        alerts=None if alerts is None else total_of(alerts),
    )


def _counted() -> list[tuple[str, Column]]:
    return [(f"{one.form_key}.{one.field_key}", one) for one in BOARD_COLUMNS if one.counts_days]


def _is_log(one: WeekColumn) -> bool:
    return one.column.kind is Kind.BAND


def _row(
    person: Person,
    columns: Sequence[WeekColumn],
    counted: Sequence[WeekColumn],
    numbers: dict[tuple[int, int], Numbers],
    monday: date,
    place: Place,
) -> WeekRow:
    own = [numbers.get((person.pk, one.measure.field.pk)) for one in columns]
    figures = tuple(
        figure_of(mine, one.column.kind) if mine else NOTHING for one, mine in zip(columns, own, strict=True)
    )
    nights = [figure.known for one, figure in zip(columns, figures, strict=True) if one.measure.form.dates_the_night]
    changes = [pair for pair in zip(columns, figures, strict=True) if pair[1].steps is not None]
    return WeekRow(
        person=person,
        figures=figures,
        nights=max(nights) if nights else None,
        keeping=_keeping(person, counted, numbers, monday, place),
        strongest=max(changes, key=lambda pair: abs(pair[1].steps or 0.0), default=None),
    )


def _keeping(
    person: Person,
    counted: Sequence[WeekColumn],
    numbers: dict[tuple[int, int], Numbers],
    monday: date,
    place: Place,
) -> Compliance:
    """Days with a value of those due: since the person joined, in a running week up to what was due today."""
    there = due = 0
    for one in counted:
        first = one.first_day(monday)
        known = numbers.get((person.pk, one.measure.field.pk), Numbers()).known
        last = min(first + timedelta(days=DAYS - 1), one.measure.due_on(place.today))
        joined = min(max(first, person.date_joined.date()), last + timedelta(days=1))
        there += known
        due += max((last - joined).days + 1, known)
    return Compliance(there, due)


def _mean(figures: Sequence[Figure]) -> Figure:
    """Of those athletes whose week is told; how many they are stands in `known`."""
    values = [figure.value for figure in figures if figure.value is not None]
    before = [figure.before for figure in figures if figure.value is not None and figure.before is not None]
    if not values:
        return NOTHING
    usual = sum(before) / len(before) if before and len(before) == len(values) else None
    is_partial = any(figure.is_partial for figure in figures)
    return replace(NOTHING, known=len(values), value=sum(values) / len(values), before=usual, is_partial=is_partial)


def _size(row: WeekRow) -> float:
    return abs(row.strongest[1].steps or 0.0) if row.strongest else 0.0
