"""Where everybody stands today in one field, against the squad's own last 28 days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import quantiles

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.causes import cause_words
from dashboards.drawing.distribution import Distribution, Dot
from dashboards.meanings import Meanings
from dashboards.measures import DURATIONS, Measure, read_daily
from dashboards.squad.heatmap import day_of
from dashboards.squad.holes import read_unmeasured
from dashboards.squad.links import Links
from dashboards.squad.place import Place
from forms_engine.critical import critical_words
from forms_engine.extension import person_badges
from forms_engine.standards import Meaning
from people.models import Person

# The day itself and the 28 before it, which the strip is made of.
USUAL_DAYS = 28
# With fewer values there is no usual range to speak of.
LEAST_VALUES = 20
HOUR_S = 3600.0


@dataclass(frozen=True)
class SquadDistribution:
    """`values`: who has one today; `missing`: who has none, with the cause. `usual`: tenth, median, ninetieth.

    `meanings`: person id → what standards say of today's value; `critical`: what must be known of them.
    """

    place: Place
    measure: Measure
    values: tuple[tuple[Person, float], ...]
    missing: tuple[tuple[Person, str], ...]
    usual: tuple[float, float, float] | None
    usual_count: int
    meanings: Mapping[int, Meaning | None]
    critical: Mapping[int, str]


def build_distribution(place: Place, measure: Measure) -> SquadDistribution:
    """Today's values and holes, by name; the usual range is of all values of these athletes on the 28 days before."""
    readings = read_daily([measure], place.person_ids, place.day, max(USUAL_DAYS, measure.widest_window) + 1)
    found = {person.pk: readings.values.get((person.pk, measure.key), {}) for person in place.people}
    today = measure.due_on(place.day)
    first = today - timedelta(days=USUAL_DAYS)
    before = [one.value for series in found.values() for day, one in series.items() if first <= day < today]
    there = [(person, found[person.pk][today].value) for person in place.people if today in found[person.pk]]
    missing = [person for person in place.people if today not in found[person.pk]]
    causes = _causes(place, measure, missing, read_unmeasured(measure, found, [today]))
    said = Meanings(measure)
    return SquadDistribution(
        place=place,
        measure=measure,
        values=tuple(there),
        missing=tuple(zip(missing, causes, strict=True)),
        usual=usual_range(before),
        usual_count=len(before),
        meanings={person.pk: said.of_day(person, today, found[person.pk]) for person, _value in there},
        critical=critical_words(place.viewer, place.people),
    )


def _causes(
    place: Place, measure: Measure, missing: Sequence[Person], unmeasured: Collection[tuple[int, date]]
) -> list[str]:
    """Of each why there is no value, as the board says it. What badges cost, where anybody lacks one."""
    badges = person_badges(missing, place.day, place.now) if missing else {}
    today = measure.due_on(place.day)
    return [
        cause_words(measure.form, badges.get(one.pk, ()), is_dated=(one.pk, today) in unmeasured) for one in missing
    ]


def usual_range(values: list[float]) -> tuple[float, float, float] | None:
    """Tenth percentile, median and ninetieth percentile, by linear interpolation between the values in order.

    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 7.2.6.2, in the inclusive form of spreadsheets.
    """
    if len(values) < LEAST_VALUES:
        return None
    tenths = quantiles(values, n=10, method="inclusive")
    return tenths[0], tenths[4], tenths[8]


def draw(made: SquadDistribution) -> Distribution:
    measure = made.measure
    links = Links(measure, made.place.today)
    tail = links.tail_of(made.place.day)
    return Distribution(
        words=caption(made),
        name_heading=_("Athlete"),
        value_heading=f"{measure.label} ({measure.unit})" if measure.unit else measure.label,
        dots=[
            Dot(
                name=person.full_name,
                value=value,
                words=measure.write(value),
                url=links.head_of(person.pk) + tail,
                meaning=made.meanings[person.pk],
                critical=made.critical.get(person.pk, ""),
            )
            for person, value in made.values
        ],
        write=measure.write,
        usual=made.usual,
        usual_words=usual_words(made),
        least_step=HOUR_S / 2 if measure.field.type in DURATIONS else 0.0,
    )


def caption(made: SquadDistribution) -> str:
    """ "Readiness, night Mon 9 → Tue 10: 41 of 50 athletes" """
    return _("%(what)s, %(day)s: %(count)d of %(all)d athletes") % {
        "what": made.measure.label,
        "day": day_of(made.place.day, made.measure),
        "count": len(made.values),
        "all": len(made.place.people),
    }


def usual_words(made: SquadDistribution) -> str:
    if made.usual is None:
        return ngettext(
            "The 28 days before have %(count)d value, too few to say what is usual here.",
            "The 28 days before have %(count)d values, too few to say what is usual here.",
            made.usual_count,
        ) % {"count": made.usual_count}
    low, middle, high = map(made.measure.write, made.usual)
    return _(
        "Usual here: eight of ten values of the 28 days before lie between %(low)s and %(high)s, half of them below "
        "%(middle)s (%(count)d values)."
    ) % {"low": low, "middle": middle, "high": high, "count": made.usual_count}
