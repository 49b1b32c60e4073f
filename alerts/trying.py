"""What a rule would have raised: the last days judged as if it had been on, before anybody saves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts import conf
from alerts.histories import Histories, read_histories
from alerts.judging import judge_rule
from alerts.reach import reach_of
from alerts.specs import ConditionSpec, RuleSpec
from dashboards.days import board_today, days_ending
from people.access import visible_people
from people.application import application_details
from people.models import Person
from people.zones import day_in


@dataclass(frozen=True)
class Tried:
    """`days`: the board days on which it would have been raised, newest last."""

    person: Person
    days: tuple[date, ...]


def try_rule(spec: RuleSpec, squad_id: int | None, viewer: Person, now: datetime) -> list[Tried]:
    """For each visible athlete it counts for, most first. Missing days are judged by records alone, without causes.

    A query a form and a fixed number besides. The caller asks first whether `viewer` may read the fields
    (`seeing.may_read_all`).
    """
    reach = reach_of()
    visible = set(visible_people(viewer).exclude(pk=viewer.pk).values_list("pk", flat=True))
    people = [one for pk, one in reach.athletes.items() if pk in visible and reach.includes(pk, squad_id)]
    days = days_ending(board_today(now), conf.DAYS_TRIED)
    histories = read_histories(spec.conditions, [one.pk for one in people], days[0], days[-1])
    zone = application_details().zone
    tried = [Tried(one, _days_raised(spec, histories, one, days, zone)) for one in people]
    return sorted(tried, key=lambda one: (-len(one.days), one.person.last_name, one.person.first_name, one.person.pk))


def _days_raised(
    spec: RuleSpec, histories: Histories, person: Person, days: Sequence[date], zone: str
) -> tuple[date, ...]:
    joined_on = day_in(zone, person.date_joined)

    def excuse(_person_id: int, _condition: ConditionSpec, day: date) -> bool:
        return day < joined_on

    known = [histories.known(person.pk, one, excuse) for one in spec.conditions]
    raised: list[date] = []
    for day in days:
        is_silent = raised and day - raised[-1] < timedelta(hours=spec.cooldown_hours)
        if not is_silent and judge_rule(spec, known, day).holds:
            raised.append(day)
    return tuple(raised)
