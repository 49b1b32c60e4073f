"""Which gaps count as missing: those of days somebody could have filled, and a sync has looked at since."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from alerts.histories import Excuse, Histories
from alerts.specs import ConditionSpec, Kind
from dashboards.days import days_ending
from forms_engine.extension import PersonBadge, person_badges
from people.application import application_details
from people.models import Person
from people.zones import day_in

# Codes of the causes a source gives. Whatever else it says (not connected, not granted, lapsed, our failure, rate
# limited, not due) is seen to elsewhere and is no athlete's gap.
GAPS = frozenset({"not_worn", "no_document"})
# The ring may yet bring it today.
GAPS_OF_PAST_DAYS = GAPS | {"waiting"}


def excuse_of(
    conditions: Iterable[ConditionSpec],
    histories: Histories,
    people: Mapping[int, Person],
    board_day: date,
    now: datetime,
) -> Excuse:
    """Whether a due day of somebody may be missing. As many questions to the sources as there are due days asked for.

    Only who lacks every due day of a condition is asked about.
    """
    zone = application_details().zone
    asked: dict[date, set[int]] = {}
    for one in conditions:
        if one.is_missing and one.field.is_managed:
            due = days_ending(one.due_on(board_day), one.days_in_a_row)
            lacking = {pk for pk in people if not _has_any(one, histories, pk, due)}
            for day in due:
                asked.setdefault(one.board_day_of(day), set()).update(lacking)
    badges = {day: person_badges([people[pk] for pk in sorted(ids)], day, now) for day, ids in asked.items() if ids}

    def is_excused(person_id: int, condition: ConditionSpec, day: date) -> bool:
        if day < day_in(zone, people[person_id].date_joined):
            return True
        if not condition.field.is_managed:
            return False
        due_from = condition.board_day_of(day)
        said = badges.get(due_from, {}).get(person_id, [])
        return not _is_gap(said, condition.field.form_id, due_from, is_past=due_from < board_day, zone=zone)

    return is_excused


def _has_any(condition: ConditionSpec, histories: Histories, person_id: int, due: Sequence[date]) -> bool:
    known = histories.known(person_id, condition)
    held: Collection[date] = known.dated if condition.kind == Kind.NO_ENTRY else known.series
    return any(day in held for day in due)


def _is_gap(badges: Iterable[PersonBadge], form_id: int, due_from: date, *, is_past: bool, zone: str) -> bool:
    """A source that fills the form was read since the value was due, and blames neither itself nor us."""
    due_at = datetime.combine(due_from, time.min, tzinfo=ZoneInfo(zone))
    counted = GAPS_OF_PAST_DAYS if is_past else GAPS
    for badge in badges:
        cause = badge.causes.get(form_id)
        if cause and cause.code in counted and badge.last_sync_at and badge.last_sync_at >= due_at:
            return True
    return False
