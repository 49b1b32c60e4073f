"""Which athletes a question finds, and in which order. What is missing comes last, whichever way round."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dashboards.board.question import BoardQuestion
from dashboards.morning import Kind
from dashboards.reasons import RANKS, worst_first
from dashboards.rights import OpenColumn
from dashboards.statistics import Tone
from forms_engine.extension import PersonBadge

if TYPE_CHECKING:
    from dashboards.board.building import Judged

BADGE_ORDER = ("act", "watch", "fine")
FINE = float(BADGE_ORDER.index("fine"))
NOT_CONNECTED = FINE - 0.5

Badges = Mapping[int, Sequence[PersonBadge]]
Measure = Callable[["Judged"], float | None]


def in_order(
    judged: Sequence["Judged"], question: BoardQuestion, columns: Sequence[OpenColumn], badges: Badges
) -> list["Judged"]:
    """Those the question finds; `judged` come by name, and so does whoever is equal."""
    found = [one for one in judged if _is_found(one, question, columns, badges)]
    if question.sort_key == "name":
        return found[::-1] if question.is_descending else found
    from_the_worst = sorted(found, key=lambda one: worst_first(one.tone, one.worst))
    if question.sort_key == "status":
        if question.is_descending:
            return from_the_worst
        return sorted(from_the_worst, key=lambda one: -RANKS[one.tone])
    measure = _measure_of(question.sort_key, columns, badges)
    if measure is None:
        return from_the_worst
    return _by(found, measure, is_descending=question.is_descending)


def _by(found: Sequence["Judged"], measure: Measure, *, is_descending: bool) -> list["Judged"]:
    measured = [(measure(one), one) for one in found]
    there = [(value, one) for value, one in measured if value is not None]
    there.sort(key=lambda pair: -pair[0] if is_descending else pair[0])
    return [one for _value, one in there] + [one for value, one in measured if value is None]


def _measure_of(key: str, columns: Sequence[OpenColumn], badges: Badges) -> Measure | None:
    """What a column is sorted by; None for one the viewer does not see."""
    if key == "compliance":
        return lambda judged: judged.keeping.week.percent
    if key == "connection":
        return lambda judged: badge_rank(badges.get(judged.athlete.id, ()))
    for index, one in enumerate(columns):
        if one.column.key == key:
            return _measure_of_column(one, index)
    return None


def _measure_of_column(one: OpenColumn, index: int) -> Measure:
    field_id = one.field_id
    if one.column.kind is Kind.STATUS:
        return lambda judged: RANKS[judged.lights[index].tone] if field_id in judged.athlete.statuses else None
    if one.column.kind is Kind.BAND:
        return lambda judged: nights.week_ms if (nights := judged.athlete.nights.get(field_id)) else None
    if one.column.kind is Kind.WEEK:
        return lambda judged: week.this if (week := judged.athlete.weeks.get(field_id)) else None
    if one.column.leads_with_change:
        return lambda judged: _difference(judged, field_id)
    return lambda judged: own.value if (own := judged.athlete.values.get(field_id)) else None


def _difference(judged: "Judged", field_id: int) -> float | None:
    own = judged.athlete.values.get(field_id)
    return own.value - own.mean if own and own.mean is not None else None


def badge_rank(badges: Sequence[PersonBadge]) -> float:
    """The worst of somebody's sources. One that was never connected is no trouble where another is fine."""
    tones = {badge.tone for badge in badges}
    return next((float(rank) for rank, tone in enumerate(BADGE_ORDER) if tone in tones), NOT_CONNECTED)


def _is_found(judged: "Judged", question: BoardQuestion, columns: Sequence[OpenColumn], badges: Badges) -> bool:
    if question.light and judged.tone != question.light:
        return False
    if question.q and question.q.casefold() not in judged.athlete.name.casefold():
        return False
    if question.connection:
        is_fine = badge_rank(badges.get(judged.athlete.id, ())) == FINE
        if is_fine != (question.connection == "fine"):
            return False
    return not question.availability or question.availability in _availability(judged, columns)


def _availability(judged: "Judged", columns: Sequence[OpenColumn]) -> set[Tone]:
    """The tones of the columns that hold a status; none for who may not see one."""
    return {light.tone for one, light in zip(columns, judged.lights, strict=True) if one.column.kind is Kind.STATUS}
