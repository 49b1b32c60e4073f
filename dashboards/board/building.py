"""The morning board as plain data: everybody judged, worst first, the rows asked for made whole.

A fixed number of statements however many athletes and however long their history: squads, what the viewer likes,
everybody (two where something was written of somebody since), what badges cost, what the rows need, and critical
information where the viewer may read any; one more says whether a definition changed, which is then read again.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from dashboards.board.cells import Causes, Cell, Extra, extra_of, make_cell
from dashboards.board.everybody import Athlete, people_query, read_everybody
from dashboards.board.keeping import Keeping, counted_forms, keeping_of, together
from dashboards.board.lights import Light, judges_of
from dashboards.board.opening import Opened, open_columns
from dashboards.board.question import ALL_ROWS, BoardQuestion
from dashboards.board.sorting import in_order
from dashboards.board.trails import Trails, read_trails
from dashboards.board.verdict import Verdict, measured_among, verdict_of
from dashboards.days import board_today
from dashboards.morning import Kind
from dashboards.reasons import TONE_ORDER
from dashboards.rights import OpenColumn
from dashboards.squads import squads_to_choose
from dashboards.statistics import Tone, mean_of
from forms_engine.critical import critical_words
from forms_engine.extension import PersonBadge, person_badges
from people.access import athletes_in, reach_of
from people.models import Person, Squad
from people.squad_tree import ids_below

ROWS_AT_FIRST = 100

Badges = Mapping[int, Sequence[PersonBadge]]


@dataclass(slots=True)
class Judged:
    """One athlete with a light a column, what they come to, and the days kept."""

    athlete: Athlete
    lights: list[Light]
    verdict: Verdict
    keeping: Keeping

    @property
    def tone(self) -> Tone:
        return self.verdict.tone

    @property
    def worst(self) -> float:
        return self.verdict.worst


@dataclass
class BoardRow:
    """One athlete: the parts first, the one light made of them beside. `bare`: the cells without their `extras`, which
    are what was written of nobody: why something is missing as known now, and that it was revised after a look."""

    judged: Judged
    bare: Sequence[Cell]
    extras: tuple[Extra, ...]
    badges: Sequence[PersonBadge]

    @cached_property
    def cells(self) -> list[Cell]:
        return [cell.beside(extra) for cell, extra in zip(self.bare, self.extras, strict=True)]

    @property
    def person(self) -> Person:
        return self.judged.athlete.person

    @property
    def tone(self) -> Tone:
        return self.judged.tone


@dataclass(frozen=True)
class SquadMean:
    """The mean of what the cells of one column say this morning, over the `count` athletes who have it.

    `change`: of a column that leads with it, the mean of the changes from the own means. `words`: of a status, which
    has no mean, how many have which word, in the order of the options.
    """

    one: OpenColumn
    mean: float | None
    count: int
    words: tuple[tuple[str, int], ...] = ()
    change: float | None = None


@dataclass(frozen=True)
class Board:
    """`rows`: those asked for; `found`: how many athletes the question finds; `athletes`: how many the squad has.
    `critical`: person id → what must be known of somebody of these rows.
    """

    question: BoardQuestion
    squads: tuple[Squad, ...]
    opened: Opened
    means: tuple[SquadMean, ...]
    counts: Mapping[Tone, int]
    keeping: Keeping
    rows: tuple[BoardRow, ...]
    critical: Mapping[int, str]
    found: int
    athletes: int
    today: date
    made_at: datetime

    @property
    def day(self) -> date:
        return self.question.day

    @property
    def squad(self) -> Squad | None:
        return self.question.squad

    @property
    def columns(self) -> tuple[OpenColumn, ...]:
        return self.opened.shown

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def people(self) -> list[Person]:
        return [row.person for row in self.rows]

    @property
    def badges(self) -> list[PersonBadge]:
        return [badge for row in self.rows for badge in row.badges]


@dataclass(frozen=True)
class Wanted:
    """Which of the found rows are made whole: from the `first` on, all or a page of them; `only` these people.

    `hidden_too`: with the columns the viewer does not show.
    """

    first: int = 0
    count: int | None = ROWS_AT_FIRST
    only: frozenset[int] | None = None
    hidden_too: bool = False


def build_board(viewer: Person, question: BoardQuestion, now: datetime, wanted: Wanted | None = None) -> Board:
    """The board of `question.day` (a day of the site's zone) for a squad and all below it, or for all of `viewer`.

    Shows active athletes the viewer may see, and values of forms and fields the viewer may read; nothing else is
    read. The number of statements does not depend on the athletes.
    """
    wanted = wanted or Wanted(count=None if question.rows == ALL_ROWS else ROWS_AT_FIRST)
    squads = squads_to_choose(viewer)
    squad_ids = ids_below(question.squad, squads) if question.squad else {one.pk for one in squads}
    opened = open_columns(viewer)
    if wanted.hidden_too:
        opened = replace(opened, shown=opened.columns)
    people = people_query((reach_of(viewer), frozenset(squad_ids)), lambda: athletes_in(viewer, squad_ids))
    everybody = read_everybody(people, opened.shown, question.day, opened.counted)
    judged = judge_everybody(everybody, opened.shown, question.day, opened.counted)
    needs_badges = bool(question.connection) or question.sort_key == "connection"
    asked: Badges = person_badges([one.athlete.person for one in judged], question.day, now) if needs_badges else {}
    found = in_order(judged, question, opened.shown, asked)
    chosen = _chosen(found, wanted)
    badges = asked or person_badges([one.athlete.person for one in chosen], question.day, now)
    return Board(
        question=question,
        squads=tuple(squads),
        opened=opened,
        means=tuple(_mean_of_column(everybody, one) for one in opened.shown),
        counts={tone: sum(one.tone is tone for one in judged) for tone in TONE_ORDER},
        keeping=together(one.keeping for one in judged),
        rows=tuple(make_rows(chosen, opened.shown, badges, question.day)),
        critical=critical_words(viewer, [one.athlete.person for one in chosen]) if opened.shown else {},
        found=len(found),
        athletes=len(everybody),
        today=board_today(now),
        made_at=now,
    )


def judge_everybody(
    everybody: Sequence[Athlete], columns: Sequence[OpenColumn], day: date, counted: Sequence[OpenColumn] = ()
) -> list[Judged]:
    """A light a column for each athlete, in the same order. `counted`: what compliance is told over."""
    judges, measured = judges_of(columns, day), measured_among(columns)
    forms = counted_forms(everybody, counted, day)
    return [_judge(athlete, judges, measured, keeping_of(athlete, forms)) for athlete in everybody]


def _judge(
    athlete: Athlete, judges: Sequence[Callable[[Athlete], Light]], measured: Mapping[int, int], keeping: Keeping
) -> Judged:
    known = athlete.known
    if known.lights is None or known.verdict is None:
        known.lights = [judge(athlete) for judge in judges]
        fresh = [known.lights[place] for place, field_id in measured.items() if field_id in athlete.values]
        known.verdict = verdict_of(known.lights, fresh)
    return Judged(athlete, known.lights, known.verdict, keeping)


def _chosen(found: Sequence[Judged], wanted: Wanted) -> list[Judged]:
    if wanted.only is not None:
        return [one for one in found if one.athlete.id in wanted.only]
    end = None if wanted.count is None else wanted.first + wanted.count
    return list(found[wanted.first : end])


def make_rows(chosen: Sequence[Judged], columns: Sequence[OpenColumn], badges: Badges, day: date) -> list[BoardRow]:
    """One statement, for the cells of whom nothing was written about since they were drawn it asks revisions alone."""
    drawn_first = [judged for judged in chosen if judged.athlete.known.cells is None]
    lit = [
        (judged.athlete.id, one)
        for judged in drawn_first
        for one, light in zip(columns, judged.lights, strict=True)
        if light.is_lit
    ]
    ids = [judged.athlete.id for judged in drawn_first]
    trails = read_trails(columns, ids, lit, day, everybody=[judged.athlete.id for judged in chosen])
    for judged in drawn_first:
        _keep_cells(judged, columns, trails, day)
    return [_make_row(judged, badges[judged.athlete.id], trails) for judged in chosen]


def _keep_cells(judged: Judged, columns: Sequence[OpenColumn], trails: Trails, day: date) -> None:
    """The cells as they are until something is written of the athlete."""
    athlete, pairs = judged.athlete, zip(columns, judged.lights, strict=True)
    athlete.known.dated = trails.dated.get(athlete.id, frozenset())
    athlete.known.cells = [make_cell(one, athlete, light, trails, day) for one, light in pairs]


def _make_row(judged: Judged, badges: Sequence[PersonBadge], trails: Trails) -> BoardRow:
    known = judged.athlete.known
    cells, revisions = known.cells or [], trails.revisions.get(judged.athlete.id, {})
    causes = Causes(known.dated, badges)
    extras = tuple(extra_of(cell, causes, revisions) for cell in cells)
    return BoardRow(judged, cells, extras, badges)


def _mean_of_column(everybody: Sequence[Athlete], one: OpenColumn) -> SquadMean:
    field_id = one.field_id
    if one.column.kind is Kind.STATUS:
        words = Counter(status.word for athlete in everybody if (status := athlete.statuses.get(field_id)))
        in_order = dict.fromkeys([*one.field.choices, *words])
        return SquadMean(one, None, words.total(), tuple((word, words[word]) for word in in_order if words[word]))
    if one.column.kind is Kind.BAND:
        weeks = (nights.week_ms for athlete in everybody if (nights := athlete.nights.get(field_id)))
        shown = [week for week in weeks if week is not None]
    else:
        shown = [own.value for athlete in everybody if (own := athlete.values.get(field_id))]
    change = mean_of(_changes(everybody, field_id)) if one.column.leads_with_change else None
    return SquadMean(one, mean_of(shown), len(shown), change=change)


def _changes(everybody: Sequence[Athlete], field_id: int) -> list[float]:
    fresh = [own for athlete in everybody if (own := athlete.values.get(field_id))]
    return [own.value - own.mean for own in fresh if own.mean is not None]
