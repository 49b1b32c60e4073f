"""The charts of the page as plain data: values, own normal, holes with their causes, the compared days.

The axis are calendar days: a night stands on the morning it ends, everything else on its own day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from dashboards.athlete.bands import band_days
from dashboards.athlete.history import History, Span
from dashboards.athlete.opening import OpenPlan
from dashboards.athlete.plans import Shape
from dashboards.athlete.question import Question
from dashboards.board.cells import Cell
from dashboards.board.everybody import Own
from dashboards.days import days_ending, hours_by_clock
from dashboards.loads import WEEK
from dashboards.meanings import Meanings
from dashboards.morning import NIGHT_LAG_DAYS
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE
from forms_engine.standards import Meaning
from people.models import Person

Extent = tuple[float, float]
# Days before the shown ones that a chart rests on.
BEHIND = {
    Shape.BAND: DEFAULT_HRV_RULE.recent_days + DEFAULT_HRV_RULE.baseline_days - 1,
    Shape.WEEK: 2 * WEEK,
}
# Bed and waking times by record day: moments as the source stated them.
Bedtimes = Mapping[date, tuple[datetime, datetime]]


@dataclass(frozen=True)
class Pane:
    """One chart over `days`, oldest first; each list has an entry a day.

    `line`: mean of seven nights, or sum of seven days. `counts`: how many of the seven that rests on. `parts`: of a
    stack, in order. `times`: hours from midnight before the night's end, below 0 in the evening. `before`: the
    compared days. `fortnight`: of a load, the last fourteen days. `causes`: why a due day has no value, "" elsewhere.
    `record_days`: the record day of each day. `said`, `said_parts`, `said_before`: what standards say of `values`, of
    each of `parts` and of `before`; empty where the field has none.
    """

    plan: OpenPlan
    cell: Cell | None
    days: Sequence[date]
    record_days: Sequence[date]
    values: Sequence[float | None]
    band: Sequence[Extent | None] = ()
    line: Sequence[float | None] = ()
    counts: Sequence[int] = ()
    parts: Sequence[Sequence[float | None]] = ()
    times: Sequence[Extent | None] = ()
    before: Sequence[float | None] = ()
    fortnight: Sequence[float | None] | None = None
    causes: Sequence[str] = ()
    said: Sequence[Meaning | None] = ()
    said_parts: Sequence[Sequence[Meaning | None]] = ()
    said_before: Sequence[Meaning | None] = ()

    @property
    def key(self) -> str:
        return self.plan.plan.key

    @cached_property
    def label(self) -> str:
        return str(self.plan.plan.label)


def record_day(plan: OpenPlan, day: date) -> date:
    """The date of the record that stands on `day` of the axis."""
    return day - timedelta(days=NIGHT_LAG_DAYS) if plan.form.dates_the_night else day


def due_until(plan: OpenPlan, day: date) -> date:
    """The last day of the axis on which a value is due on the board of `day`."""
    return plan.one.due_on(day) + (day - record_day(plan, day)) if plan.one else day


def spans_of(plans: Iterable[OpenPlan], question: Question) -> list[Span]:
    """What must be read for these charts, each field once."""
    spans = []
    for plan in plans:
        charted = plan.measures if plan.plan.shape is Shape.STACK else plan.measures[: 1 if plan.one else 0]
        looked = max((one.widest_window for one in plan.measures), default=0)
        back = timedelta(days=max(BEHIND.get(plan.plan.shape, 0), looked)) + (question.shift or timedelta())
        first, last = record_day(plan, question.shown[0]) - back, record_day(plan, question.day)
        for place, one in enumerate(charted):
            # The own normal of a day is drawn where no other band is, and asked for by standards.
            has_normals = bool(one.rules) or (place == 0 and plan.plan.shape not in BEHIND)
            spans.append(Span(one.field.id, first, last, has_normals))
    return spans


def make_pane(plan: OpenPlan, cell: Cell | None, history: History, bedtimes: Bedtimes, question: Question) -> Pane:
    days = question.shown
    record_days = question.nights if plan.form.dates_the_night else days
    if plan.one is None:
        times = [_hours(bedtimes.get(day), record) for day, record in zip(record_days, days, strict=True)]
        nothing: list[float | None] = [None] * len(days)
        return Pane(plan, None, days, record_days, nothing, times=times)
    owns = list(map(history.of(plan.one.field_id).get, record_days))
    # What a connector writes about a day grows until the day is over; what people write is there at once.
    if plan.form.managed_by and (growing := (question.day - due_until(plan, question.day)).days) > 0:
        owns[-growing:] = [None] * growing
    values = [own and own.value for own in owns]
    before = _before(plan, history, question, record_days)
    if plan.plan.shape is Shape.BAND:
        return _band_pane(Pane(plan, cell, days, record_days, values, before=before), history)
    if plan.plan.shape is Shape.WEEK:
        return _week_pane(Pane(plan, cell, days, record_days, values, before=before), history)
    parts: list[list[float | None]] = []
    if plan.plan.shape is Shape.STACK:
        parts = [history.values(part.pk, record_days) for part in plan.parts]
    return Pane(plan, cell, days, record_days, values, band=_normals(owns), parts=parts, before=before)


def with_meanings(pane: Pane, person: Person, history: History, question: Question) -> Pane:
    """The same with what standards say of its days. Most fields have none, and then it is the very same."""
    if pane.plan.one is None or not any(one.rules for one in pane.plan.measures):
        return pane
    column, *parts = (Meanings(one) for one in pane.plan.measures)
    known = history.of(pane.plan.one.field_id)
    said = column.of_days(person, pane.record_days, known)
    shift = question.shift
    earlier = [day - shift for day in pane.record_days] if shift is not None else []
    return replace(
        pane,
        said=[one if value is not None else None for one, value in zip(said, pane.values, strict=True)],
        said_parts=[
            part.of_days(person, pane.record_days, history.of(part.measure.field.pk)) for part in parts if pane.parts
        ],
        said_before=column.of_days(person, earlier, known) if pane.before else (),
    )


def _normals(owns: Sequence[Own | None]) -> list[Extent | None]:
    least = DEFAULT_RULE.minimum_count
    return [
        (own.mean - own.spread, own.mean + own.spread)
        if own and own.spread and own.mean is not None and own.count >= least
        else None
        for own in owns
    ]


def _before(plan: OpenPlan, history: History, question: Question, record_days: Sequence[date]) -> list[float | None]:
    shift = question.shift
    if shift is None or plan.one is None:
        return []
    return history.values(plan.one.field_id, [day - shift for day in record_days])


def _long(pane: Pane, history: History, behind: int) -> list[float | None]:
    """The values of the pane with those of the days before it."""
    assert pane.plan.one is not None  # noqa: S101 for the types alone
    earlier = days_ending(pane.record_days[0] - timedelta(days=1), behind)
    return [*history.values(pane.plan.one.field_id, earlier), *pane.values]


def _band_pane(pane: Pane, history: History) -> Pane:
    told = band_days(_long(pane, history, BEHIND[Shape.BAND]), len(pane.days))
    return replace(
        pane,
        band=[(one.low, one.high) if one.low is not None and one.high is not None else None for one in told],
        line=[one.mean for one in told],
        counts=[one.nights for one in told],
    )


def _week_pane(pane: Pane, history: History) -> Pane:
    loads = _long(pane, history, BEHIND[Shape.WEEK])
    line: list[float | None] = []
    counts = []
    for end in range(len(loads) - len(pane.days) + 1, len(loads) + 1):
        there = [load for load in loads[end - WEEK : end] if load is not None]
        line.append(sum(there) if there else None)
        counts.append(len(there))
    is_running = pane.values[-1] is None and due_until(pane.plan, pane.days[-1]) < pane.days[-1]
    if is_running:
        # A day that is not over would end the line in a fall that nobody had.
        line[-1], counts[-1] = None, 0
    return replace(pane, line=line, counts=counts, fortnight=loads[-2 * WEEK - is_running : len(loads) - is_running])


def _hours(night: tuple[datetime, datetime] | None, morning: date) -> Extent | None:
    """Hours from the midnight that begins `morning`, by the clock the source stated."""
    if night is None:
        return None
    low, high = (hours_by_clock(moment, morning) for moment in night)
    return (low, high) if low < high else None
