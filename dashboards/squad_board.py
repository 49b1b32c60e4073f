"""The morning board as plain data: one row an athlete, worst first, in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dashboards.cells import DAYS_NEEDED, Cell, make_cell
from dashboards.days import board_today
from dashboards.morning import MORNING_COLUMNS, Column
from dashboards.readings import Readings, cause_of, read_values
from dashboards.reasons import TONE_ORDER, row_words, strongest_reasons, worst_tone
from dashboards.revisions import Revision, revisions_since_looks
from dashboards.rights import OpenColumn, columns_about_all
from dashboards.squads import athletes_of, ids_below, squads_to_choose
from dashboards.statistics import Tone, mean_of
from forms_engine.extension import PersonBadge, person_badges
from people.models import Person, Squad


@dataclass(frozen=True)
class BoardRow:
    """One athlete: the parts first, the one light made of them beside."""

    person: Person
    tone: Tone
    words: str
    reasons: tuple[str, ...]
    cells: tuple[Cell, ...]
    badges: tuple[PersonBadge, ...]


@dataclass(frozen=True)
class SquadMean:
    """The mean of this morning's values of one column over the athletes who have one."""

    column: Column
    mean: float | None
    count: int


@dataclass(frozen=True)
class Heading:
    """One column as this board has it: the date its newest record carries, and whether that is a night."""

    column: Column
    occurred_on: date
    is_night: bool


@dataclass(frozen=True)
class Board:
    day: date
    squad: Squad | None
    squads: tuple[Squad, ...]
    headings: tuple[Heading, ...]
    means: tuple[SquadMean, ...]
    rows: tuple[BoardRow, ...]
    today: date
    made_at: datetime

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def people(self) -> list[Person]:
        return [row.person for row in self.rows]

    @property
    def badges(self) -> list[PersonBadge]:
        return [badge for row in self.rows for badge in row.badges]

    def count_of(self, tone: Tone) -> int:
        return sum(row.tone is tone for row in self.rows)


def build_board(
    viewer: Person, squad: Squad | None, day: date, now: datetime, columns: Sequence[Column] = MORNING_COLUMNS
) -> Board:
    """The board of `day` (a day of the site's zone) for `squad` and all below it, or for all squads of `viewer`.

    Shows active athletes the viewer may see, and values of forms and fields the viewer may read; nothing else is
    read. `squad` must be one of `squads_to_choose(viewer)`. The number of queries does not depend on the athletes.
    """
    squads = squads_to_choose(viewer)
    squad_ids = ids_below(squad, squads) if squad else {one.pk for one in squads}
    people = athletes_of(viewer, squad_ids)
    open_columns = columns_about_all(viewer, people, columns)
    readings = read_values(open_columns, [person.pk for person in people], day, DAYS_NEEDED)
    badges = person_badges(people, day, now)
    revisions = revisions_since_looks(open_columns, [person.pk for person in people], day)
    rows = [_make_row(person, open_columns, readings, revisions, badges[person.pk], day) for person in people]
    rows.sort(key=lambda row: TONE_ORDER.index(row.tone))
    return Board(
        day=day,
        squad=squad,
        squads=tuple(squads),
        headings=tuple(Heading(one.column, one.due_on(day), one.form.dates_the_night) for one in open_columns),
        means=tuple(_mean_of_column(rows, index, one.column) for index, one in enumerate(open_columns)),
        rows=tuple(rows),
        today=board_today(now),
        made_at=now,
    )


def _make_row(
    person: Person,
    columns: Sequence[OpenColumn],
    readings: Readings,
    revisions: Mapping[tuple[int, str], Revision],
    badges: Sequence[PersonBadge],
    day: date,
) -> BoardRow:
    cells = []
    for one in columns:
        due = one.due_on(day)
        cause = cause_of(readings, person.pk, one, due, badges)
        revision = revisions.get((person.pk, one.column.key))
        cells.append(make_cell(one.column, readings.series(person.pk, one.column), due, cause, revision))
    tone = worst_tone(cells)
    return BoardRow(person, tone, row_words(tone, cells), strongest_reasons(cells), tuple(cells), tuple(badges))


def _mean_of_column(rows: Sequence[BoardRow], index: int, column: Column) -> SquadMean:
    fresh = [row.cells[index].value for row in rows if row.cells[index].is_fresh]
    return SquadMean(column, mean_of(fresh), len(fresh))
