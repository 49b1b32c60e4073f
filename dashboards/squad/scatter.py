"""Two fields against each other over a span of days, one of them so many days later; n stated, nothing inferred.

A point is a day: of one athlete, or the means of the squad over the athletes who have both values. The database makes
the pairs, so that a year of a squad costs no more to send than a year of one athlete. Standards speak of the values of
one athlete; a mean of many is nobody's value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.days import dated_day
from dashboards.drawing.scatter import Point, Scatter, Side
from dashboards.meanings import Meanings
from dashboards.measures import DURATIONS, Measure, read_daily
from dashboards.squad.heatmap import day_of
from dashboards.squad.links import Links
from dashboards.squad.place import Place
from forms_engine.standards import Meaning
from people.models import Person

SPANS = ("28", "90", "365")
LAGS = ("0", "1", "2", "3")
HOUR_S = 3600.0
# [across], [people], [first day], [last day]; [up], [days from one to the other]
PAIRS = """
SELECT across.day, avg(across.value), avg(up.value), count(*)
FROM (
    SELECT person_id, day, value FROM dashboards_dailyvalue
    WHERE field_id = %s AND person_id = ANY(%s) AND day BETWEEN %s AND %s
) AS across
JOIN dashboards_dailyvalue AS up
  ON up.person_id = across.person_id AND up.field_id = %s AND up.day = across.day + %s
GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class ScatterQuestion:
    """`across` and `up`: the two fields; `lag`: how many days after `across` the value of `up` is due.

    `person` None: means of the squad.
    """

    across: Measure
    up: Measure
    days: int
    lag: int
    person: Person | None


class Pair(NamedTuple):
    """`day`: the board day of `across`; `athletes`: how many have both."""

    day: date
    across: float
    up: float
    athletes: int


@dataclass(frozen=True)
class SquadScatter:
    """`left_out`: days of the span on which nobody has both. `meanings`: (measure key, board day) → what a standard
    says of the athlete's value."""

    place: Place
    question: ScatterQuestion
    pairs: tuple[Pair, ...]
    left_out: int
    meanings: Mapping[tuple[str, date], Meaning | None]


def build_scatter(place: Place, question: ScatterQuestion) -> SquadScatter:
    """One statement, one more for the standards of an athlete's values. The last `lag` days of the span have nothing to
    be paired with and are no days of it."""
    last = place.day - timedelta(days=question.lag)
    first = last - timedelta(days=question.days - 1)
    pairs = _read(place, question, first, last)
    return SquadScatter(place, question, tuple(pairs), question.days - len(pairs), _read_meanings(place, question))


def _read_meanings(place: Place, question: ScatterQuestion) -> dict[tuple[str, date], Meaning | None]:
    person, ruled = question.person, [one for one in (question.across, question.up) if one.rules]
    if person is None or not ruled:
        return {}
    days = question.days + question.lag
    readings = read_daily(ruled, [person.pk], place.day, days + max(one.widest_window for one in ruled))
    shown = readings.days[-days:]
    return {
        (one.key, day): meaning
        for one in ruled
        for day, meaning in zip(
            shown,
            Meanings(one).of_days(
                person, [one.due_on(day) for day in shown], readings.values.get((person.pk, one.key), {})
            ),
            strict=True,
        )
    }


def _read(place: Place, question: ScatterQuestion, first: date, last: date) -> list[Pair]:
    across, up = question.across, question.up
    people = [question.person.pk] if question.person else place.person_ids
    shift = across.lag_days + question.lag - up.lag_days
    days = across.due_on(first), across.due_on(last)
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, [across.field.pk, people, *days, up.field.pk, shift])
        rows = cursor.fetchall()
    return [Pair(day + timedelta(days=across.lag_days), x, y, count) for day, x, y, count in rows]


def draw(made: SquadScatter) -> Scatter:
    question = made.question
    return Scatter(
        words=caption(made),
        name_heading=_("Day"),
        across=_side(question.across),
        up=_side(question.up),
        points=[_point(pair, url, made) for pair, url in _with_urls(made)],
    )


def _point(pair: Pair, url: str, made: SquadScatter) -> Point:
    question = made.question
    return Point(
        name=_point_name(pair, question),
        x=pair.across,
        y=pair.up,
        url=url,
        x_meaning=made.meanings.get((question.across.key, pair.day)),
        y_meaning=made.meanings.get((question.up.key, pair.day + timedelta(days=question.lag))),
    )


def _side(measure: Measure) -> Side:
    title = f"{measure.label} ({measure.unit})" if measure.unit else measure.label
    return Side(title, measure.write, HOUR_S / 2 if measure.field.type in DURATIONS else 0.0)


def _point_name(pair: Pair, question: ScatterQuestion) -> str:
    """ "night Mon 9 → Tue 10", with the day of the other value where it is another, and how many a mean is of."""
    name = day_of(pair.day, question.across)
    other = day_of(pair.day + timedelta(days=question.lag), question.up)
    if other != name:
        name = _("%(day)s and %(other)s") % {"day": name, "other": other}
    if question.person is not None:
        return name
    return ngettext("%(day)s, %(count)d athlete", "%(day)s, %(count)d athletes", pair.athletes) % {
        "day": name,
        "count": pair.athletes,
    }


def _with_urls(made: SquadScatter) -> Sequence[tuple[Pair, str]]:
    """An athlete's point leads to the later of the two days; the squad's to that morning's board."""
    place, question = made.place, made.question
    days = [pair.day + timedelta(days=question.lag) for pair in made.pairs]
    if question.person is None:
        squad = f"squad={place.squad.pk}&amp;" if place.squad else ""
        board = reverse("board")
        return [(pair, f"{board}?{squad}day={day.isoformat()}") for pair, day in zip(made.pairs, days, strict=True)]
    links = Links(question.up, place.today)
    person_id = question.person.pk
    return [(pair, links.head_of(person_id) + links.tail_of(day)) for pair, day in zip(made.pairs, days, strict=True)]


def caption(made: SquadScatter) -> str:
    """What is drawn, with n, in one sentence."""
    question = made.question
    who = question.person.full_name if question.person else _means_of(made.place)
    return ngettext(
        "%(up)s against %(across)s, %(who)s: n = %(count)d day of %(span)d up to %(day)s",
        "%(up)s against %(across)s, %(who)s: n = %(count)d days of %(span)d up to %(day)s",
        len(made.pairs),
    ) % {
        "up": question.up.label,
        "across": question.across.label,
        "who": who,
        "count": len(made.pairs),
        "span": question.days,
        "day": dated_day(made.place.day),
    }


def _means_of(place: Place) -> str:
    return _("means of %(squad)s") % {"squad": place.squad.name} if place.squad else _("means of all athletes")


def left_out_words(made: SquadScatter) -> str:
    return ngettext(
        "%(count)d day is left out: nobody has both values.",
        "%(count)d days are left out: nobody has both values.",
        made.left_out,
    ) % {"count": made.left_out}
