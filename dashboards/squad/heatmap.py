"""The squad heatmap: 28 board days of one field, each value beside the athlete's own normal.

A column is a morning's board: the night that ended that day, yesterday's activity, today's questionnaire. Statements:
standards, values, causes of holes, badges, what must be known of the athletes; as many for five athletes as for five
hundred.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dashboards.days import month_day, night_words
from dashboards.drawing.heatmap import HeatCell, HeatColumn, Heatmap, HeatRow
from dashboards.meanings import Meanings
from dashboards.measures import Daily, Measure, read_daily
from dashboards.speaking import spoken as _
from dashboards.squad.holes import Holes, read_holes
from dashboards.squad.links import Links
from dashboards.squad.place import Place
from dashboards.statistics import DEFAULT_RULE, Direction, standard_score
from dashboards.wording import signed_tenths
from forms_engine.critical import critical_mark, critical_words
from forms_engine.standards import Meaning
from people.models import Person

DAYS = 28
WORST_DAYS = 7
NAME, WORST = "name", "worst"
VALUE, STEPS = "value", "z"


@dataclass(frozen=True)
class HeatQuestion:
    """`sort`: by name, or worst of the last seven days first; `show`: the value, or its z, as the text of a cell."""

    measure: Measure
    sort: str = NAME
    show: str = VALUE


class Judged(NamedTuple):
    value: float
    z: float | None


@dataclass(frozen=True)
class SquadRow:
    """One athlete: a value with its z a day, None for a hole; `causes` says why, "" where there is a value.

    `meanings`: what standards say of each day.
    """

    person: Person
    days: Sequence[Judged | None]
    causes: Sequence[str]
    meanings: Sequence[Meaning | None]
    worst: float | None


@dataclass(frozen=True)
class SquadHeatmap:
    place: Place
    question: HeatQuestion
    days: tuple[date, ...]
    rows: tuple[SquadRow, ...]

    @property
    def known(self) -> int:
        return sum(1 for row in self.rows for day in row.days if day is not None)


def build_heatmap(place: Place, question: HeatQuestion) -> SquadHeatmap:
    measure = question.measure
    readings = read_daily([measure], place.person_ids, place.day, DAYS + measure.widest_window)
    shown = readings.days[-DAYS:]
    due = [measure.due_on(day) for day in shown]
    found = {person.pk: readings.values.get((person.pk, measure.key), {}) for person in place.people}
    holes = read_holes(place, measure, found, due)
    meanings = Meanings(measure)
    rows = [_row(person, found[person.pk], due, holes, meanings) for person in place.people]
    if question.sort == WORST:
        rows.sort(key=lambda row: -row.worst if row.worst is not None else float("inf"))
    return SquadHeatmap(place, question, shown, tuple(rows))


def _row(
    person: Person,
    values: Mapping[date, Daily],
    due: Sequence[date],
    holes: Holes,
    meanings: Meanings,
) -> SquadRow:
    days = [Judged(one.value, z_of(one)) if (one := values.get(day)) else None for day in due]
    person_id = person.pk
    causes = ["" if one else holes.cause(person_id, day) for one, day in zip(days, due, strict=True)]
    worst = _worst(days[-WORST_DAYS:], meanings.measure.better)
    return SquadRow(person, days, causes, meanings.of_days(person, due, values), worst)


def z_of(one: Daily) -> float | None:
    """Only with enough own days before it."""
    return standard_score(one.value, one.mean, one.spread) if one.count >= DEFAULT_RULE.minimum_count else None


def _worst(days: Sequence[Judged | None], better: Direction) -> float | None:
    """The furthest to the worse side, in own standard deviations; to either side where none is worse."""
    steps = [one.z for one in days if one is not None and one.z is not None]
    if not steps:
        return None
    if better is Direction.NONE:
        return max(map(abs, steps))
    return -min(steps) if better is Direction.UP else max(steps)


def draw(heatmap: SquadHeatmap) -> Heatmap:
    """The same as a drawing: words, addresses, tints."""
    place, measure = heatmap.place, heatmap.question.measure
    links = Links(measure, place.today)
    tails = [links.tail_of(day) for day in heatmap.days]
    tell = _teller(heatmap.question)
    critical = critical_words(place.viewer, place.people)
    return Heatmap(
        caption=caption(heatmap),
        corner=_("Athlete"),
        columns=[_column(day, measure, place) for day in heatmap.days],
        rows=[
            _drawn_row(row, tell, links, tails, place.day_query, critical.get(row.person.pk, ""))
            for row in heatmap.rows
        ],
        is_low_orange=measure.better is Direction.UP,
        has_wide_end=True,
    )


def _drawn_row(
    row: SquadRow,
    tell: Callable[[Judged | None], str],
    links: Links,
    tails: Sequence[str],
    day_query: str,
    critical: str,
) -> HeatRow:
    person_id = row.person.pk
    cells = [
        HeatCell(tell(one), one.z if one else None, cause, links.to(person_id, tail), meaning)
        for one, cause, tail, meaning in zip(row.days, row.causes, tails, row.meanings, strict=True)
    ]
    return HeatRow(row.person.full_name, cells, links.person % person_id + day_query, critical_mark(critical))


def _teller(question: HeatQuestion) -> Callable[[Judged | None], str]:
    """The text of a cell, "" for a hole; a value that comes often is written once."""
    written: dict[float, str] = {}
    few, write = _("too few days"), question.measure.write

    def tell_steps(one: Judged | None) -> str:
        return "" if one is None else few if one.z is None else signed_tenths(one.z)

    def tell_value(one: Judged | None) -> str:
        if one is None:
            return ""
        words = written.get(one.value)
        if words is None:
            words = written[one.value] = write(one.value)
        return words

    return tell_steps if question.show == STEPS else tell_value


def _column(day: date, measure: Measure, place: Place) -> HeatColumn:
    asked = {"squad": str(place.squad.pk)} if place.squad else {}
    url = place.without_day().address("board", **asked, day=day.isoformat())
    return HeatColumn(f"{day.day}", day_of(day, measure), url.replace("&", "&amp;"))


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
