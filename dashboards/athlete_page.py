"""One athlete over the last 30 mornings as plain data: charts, table, this morning's cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dashboards.cells import Cell, make_cell
from dashboards.days import days_ending
from dashboards.line_charts import DayValue
from dashboards.morning import MORNING_COLUMNS, Column
from dashboards.readings import cause_of, read_values
from dashboards.revisions import revisions_since_looks
from dashboards.rights import OpenColumn, columns_about
from dashboards.statistics import DEFAULT_RULE, baseline_of
from forms_engine.extension import PersonBadge, person_badges
from forms_engine.models import FormDefinition
from people.models import Person

DAYS_SHOWN = 30
# The first day shown has its own normal too.
DAYS_READ = DAYS_SHOWN + DEFAULT_RULE.window_days


@dataclass(frozen=True)
class Measurement:
    """One column of the page: this morning's cell and every morning shown, oldest first."""

    column: Column
    cell: Cell
    days: tuple[DayValue, ...]


@dataclass(frozen=True)
class Morning:
    """One line of the table: the morning it stands for, and a value a measurement."""

    day: date
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class AthletePage:
    person: Person
    day: date
    measurements: tuple[Measurement, ...]
    mornings: tuple[Morning, ...]
    badges: tuple[PersonBadge, ...]
    forms: tuple[FormDefinition, ...]
    made_at: datetime


def build_athlete_page(
    viewer: Person, person: Person, day: date, now: datetime, columns: Sequence[Column] = MORNING_COLUMNS
) -> AthletePage:
    """The page of `person`, whom `viewer` may see, up to the morning of `day` (a day of the site's zone).

    Each day is the morning on which its values were due: the night before it, the activity of the day before.
    Only forms and fields `viewer` may read about `person` are read.
    """
    open_columns = columns_about(viewer, person, columns)
    readings = read_values(open_columns, [person.pk], day, DAYS_READ)
    badges = person_badges([person], day, now)[person.pk]
    revisions = revisions_since_looks(open_columns, [person.pk], day)
    measurements = []
    for one in open_columns:
        series = readings.series(person.pk, one.column)
        due = one.due_on(day)
        cause = cause_of(readings, person.pk, one, due, badges)
        cell = make_cell(one.column, series, due, cause, revisions.get((person.pk, one.column.key)))
        measurements.append(Measurement(one.column, cell, _days_shown(series, one, day)))
    return AthletePage(
        person=person,
        day=day,
        measurements=tuple(measurements),
        mornings=_mornings(measurements, day),
        badges=tuple(badges),
        forms=tuple({one.form.pk: one.form for one in open_columns}.values()),
        made_at=now,
    )


def _days_shown(series: Mapping[date, float], one: OpenColumn, day: date) -> tuple[DayValue, ...]:
    shown = []
    for morning in days_ending(day, DAYS_SHOWN):
        due = one.due_on(morning)
        window = [series.get(back) for back in days_ending(due - timedelta(days=1), DEFAULT_RULE.window_days)]
        shown.append(DayValue(morning, series.get(due), baseline_of(window)))
    return tuple(shown)


def _mornings(measurements: Sequence[Measurement], day: date) -> tuple[Morning, ...]:
    """Newest first."""
    mornings = days_ending(day, DAYS_SHOWN)
    return tuple(
        Morning(mornings[index], tuple(one.days[index].value for one in measurements))
        for index in range(DAYS_SHOWN - 1, -1, -1)
    )
