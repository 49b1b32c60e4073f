"""The athlete page as plain data: this morning's cells, a chart a measurement, what happened, how the data arrive.

A fixed number of statements: what may be seen, cells, the daily projection, bed times, events, causes of holes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dashboards.athlete.events import Event, read_events
from dashboards.athlete.history import read_history
from dashboards.athlete.opening import Opened, OpenPlan, open_page
from dashboards.athlete.panes import Bedtimes, Pane, due_until, make_pane, record_day, spans_of, with_meanings
from dashboards.athlete.plans import PLANS, STATUS, Shape
from dashboards.athlete.question import Question
from dashboards.athlete.today import read_cells
from dashboards.board.cells import Cell
from dashboards.days import board_today
from dashboards.speaking import spoken as _
from forms_engine.extension import Cause, PersonBadge, gap_causes, person_badges
from forms_engine.queries import days_of_values
from people.models import Person


@dataclass(frozen=True)
class AthletePage:
    """`status`: availability, the cell of the board. `today`: of the site's zone."""

    person: Person
    question: Question
    opened: Opened
    status: Cell | None
    panes: tuple[Pane, ...]
    events: tuple[Event, ...]
    badges: tuple[PersonBadge, ...]
    today: date
    made_at: datetime

    @property
    def day(self) -> date:
        return self.question.day

    @property
    def is_newest(self) -> bool:
        return self.day >= self.today


def build_page(viewer: Person, person: Person, question: Question, now: datetime) -> AthletePage:
    """The page of `person`, whom `viewer` may see. Only forms and fields `viewer` may read about them are read."""
    opened = open_page(viewer, person, PLANS)
    badges = person_badges([person], question.day, now)[person.pk]
    cells = read_cells(viewer, person, opened.columns, badges, question.day)
    history = read_history(person.pk, spans_of(opened.plans, question))
    bedtimes = _read_bedtimes(person, opened, question)
    made = [make_pane(plan, cells.get(plan.plan.key), history, bedtimes, question) for plan in opened.plans]
    panes = [with_meanings(pane, person, history, question) for pane in made]
    today = board_today(now)
    return AthletePage(
        person=person,
        question=question,
        opened=opened,
        status=cells.get(STATUS.key),
        panes=tuple(_explain_holes(panes, person, question.day, today, now)),
        events=tuple(read_events(person, opened, question.shown[0], question.day)),
        badges=tuple(badges),
        today=today,
        made_at=now,
    )


def _read_bedtimes(person: Person, opened: Opened, question: Question) -> Bedtimes:
    """Moments are no numbers and so not in the projection: read from the records, one statement."""
    plan = next((one for one in opened.plans if one.plan.shape is Shape.TIMES), None)
    if plan is None:
        return {}
    fields = {field.key: field for field in plan.parts}
    first, last = record_day(plan, question.shown[0]), record_day(plan, question.day)
    rows = days_of_values(plan.form.key, [person.pk], list(fields), first, last, fields=fields)
    return {
        row.occurred_on: (datetime.fromisoformat(row.values[0]), datetime.fromisoformat(row.values[1]))
        for row in rows
        if all(row.values)
    }


def _explain_holes(panes: Sequence[Pane], person: Person, day: date, today: date, now: datetime) -> list[Pane]:
    """The same panes, each due day without a value with its cause."""
    holes = {pane.key: _holes(pane, day) for pane in panes}
    there = _days_there(panes)
    wanted = {
        _field_id(pane.plan): [record for record in holes[pane.key] if record not in there[pane.plan.form.pk]]
        for pane in panes
        if pane.plan.form.managed_by
    }
    causes = gap_causes(person, {field_id: days for field_id, days in wanted.items() if days}, today, now)
    return [_explained(pane, holes[pane.key], there[pane.plan.form.pk], causes) for pane in panes]


def _holes(pane: Pane, day: date) -> list[date]:
    last = due_until(pane.plan, day)
    told = pane.times if pane.plan.one is None else pane.values
    triples = zip(pane.days, pane.record_days, told, strict=True)
    return [record for shown, record, value in triples if value is None and shown <= last]


def _days_there(panes: Sequence[Pane]) -> dict[int, set[date]]:
    """Form id → the record days of which any chart has a value."""
    there: dict[int, set[date]] = {}
    for pane in panes:
        told = pane.times if pane.plan.one is None else pane.values
        known = there.setdefault(pane.plan.form.pk, set())
        known.update(record for record, value in zip(pane.record_days, told, strict=True) if value is not None)
    return there


def _explained(
    pane: Pane, holes: Collection[date], there: Collection[date], causes: Mapping[int, Mapping[date, Cause]]
) -> Pane:
    known = causes.get(_field_id(pane.plan), {})
    nothing = _("no data yet") if pane.plan.form.managed_by else _("not filled in")
    words = {}
    for record in holes:
        cause = known.get(record)
        words[record] = _("not measured") if record in there else cause.words if cause else nothing
    return replace(pane, causes=[words.get(record, "") for record in pane.record_days])


def _field_id(plan: OpenPlan) -> int:
    return plan.one.field_id if plan.one else plan.parts[0].pk
