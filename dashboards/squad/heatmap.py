"""The squad heatmap: 28 board days of one field, each value beside the athlete's own normal.

A column is a morning's board: the night that ended that day, yesterday's activity, today's questionnaire. Statements:
values and records without the field of whom something was written since (`heatmap_rows`), badges of who lacks the
newest day, what must be known of the athletes; as many for five athletes as for five hundred.
"""

from dataclasses import dataclass
from datetime import date

from dashboards.days import days_ending, month_day, night_words
from dashboards.measures import Measure
from dashboards.speaking import spoken as _
from dashboards.squad.heatmap_rows import DAYS, Reckoned, reckon_rows
from dashboards.squad.holes import newest_causes
from dashboards.squad.place import Place
from people.models import Person

NAME, WORST = "name", "worst"
VALUE, STEPS = "value", "z"


@dataclass(frozen=True)
class HeatQuestion:
    """`sort`: by name, or worst of the last seven days first; `show`: the value, or its z, as the text of a cell."""

    measure: Measure
    sort: str = NAME
    show: str = VALUE


@dataclass(frozen=True, slots=True)
class SquadRow:
    """One athlete. `newest_cause`: why the newest day is missing in the source's own words of now, "" without any."""

    person: Person
    reckoned: Reckoned
    newest_cause: str

    @property
    def causes(self) -> list[str]:
        """Why each day is missing; "" where there is a value."""
        causes = list(self.reckoned.causes)
        if self.newest_cause:
            causes[-1] = self.newest_cause
        return causes


@dataclass(frozen=True)
class SquadHeatmap:
    place: Place
    question: HeatQuestion
    days: tuple[date, ...]
    rows: tuple[SquadRow, ...]

    @property
    def known(self) -> int:
        return sum(row.reckoned.known for row in self.rows)


def build_heatmap(place: Place, question: HeatQuestion) -> SquadHeatmap:
    reckoned = reckon_rows(place, question.measure)
    is_open = [person for person in place.people if reckoned[person.pk].is_open]
    newest = newest_causes(place, question.measure, is_open)
    rows = [SquadRow(person, reckoned[person.pk], newest.get(person.pk, "")) for person in place.people]
    if question.sort == WORST:
        rows.sort(key=_worst_first)
    return SquadHeatmap(place, question, tuple(days_ending(place.day, DAYS)), tuple(rows))


def _worst_first(row: SquadRow) -> float:
    worst = row.reckoned.worst
    return -worst if worst is not None else float("inf")


def day_of(board_day: date, measure: Measure) -> str:
    """What a column is about, in words: "night Mon 9 → Tue 10" or "9 Mar"."""
    due = measure.due_on(board_day)
    if measure.form.dates_the_night:
        return _("night %(night)s") % {"night": night_words(due)}
    return month_day(due)


def caption(heatmap: SquadHeatmap) -> str:
    measure, days = heatmap.question.measure, heatmap.days
    what = f"{measure.label} ({measure.unit})" if measure.unit else measure.label
    return _("%(what)s, %(first)s to %(last)s, tinted by each athlete's own 28 days before") % {
        "what": what,
        "first": day_of(days[0], measure),
        "last": day_of(days[-1], measure),
    }
