"""How often in a week a standard of the club spoke of an athlete's values: what a mean of seven days cannot tell.

Only of what is to be watched or acted on; a mean is no value, so no standard speaks of it.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import ngettext

from dashboards.meanings import Meanings, strongest_first
from dashboards.measures import read_daily, with_rules
from dashboards.squad.week_sql import DAYS
from dashboards.squad.weekly_report import WeeklyReport
from forms_engine.standards import Meaning

TOLD = ("act", "watch")


class Spoken(NamedTuple):
    """`light`: the colour of what was said on some of the seven days."""

    light: str
    words: str


# (person id, field id) → what was said, what calls for action first.
Week = Mapping[tuple[int, int], list[Spoken]]


def read_week_meanings(report: WeeklyReport) -> Week:
    """One statement for the standards, one more where any of the columns has some."""
    ruled = with_rules({one.measure.key: one.measure for one in report.columns})
    asked = [one for one in ruled.values() if one.rules]
    if not asked:
        return {}
    place, window = report.place, max(one.widest_window for one in asked)
    firsts = {one.measure.key: one.first_day(report.monday) for one in report.columns}
    # Read by board days, which for a day that is whole a day later end a day later.
    readings = read_daily(asked, place.person_ids, report.sunday + timedelta(days=1), DAYS + 1 + window)
    told: dict[tuple[int, int], list[Spoken]] = {}
    for one in asked:
        meanings = Meanings(one)
        days = [firsts[one.key] + timedelta(days=number) for number in range(DAYS)]
        for person in place.people:
            said = meanings.of_days(person, days, readings.values.get((person.pk, one.key), {}))
            if spoken := _spoken([meaning for meaning in said if meaning and meaning.light in TOLD]):
                told[person.pk, one.field.pk] = spoken
    return told


def _spoken(said: list[Meaning]) -> list[Spoken]:
    counts = Counter(said)
    return [Spoken(one.light, _in_words(one, counts[one])) for one in strongest_first(said)]


def _in_words(one: Meaning, days: int) -> str:
    """ "poor sleep, 2 days" """
    return ngettext("%(words)s, %(count)d day", "%(words)s, %(count)d days", days) % {
        "words": one.words,
        "count": days,
    }
