"""Why one athlete has no value on one day of the heatmap, or on days in a row: asked when somebody stands on the hole.

The heatmap itself says a short word for all days but the newest: to find the cause of fourteen thousand days would
take longer than the page. Statements: the values, the records without the field, what the source's sockets cost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from dashboards.days import days_ending
from dashboards.measures import Measure, read_daily
from dashboards.speaking import spoken as _
from dashboards.squad.heatmap import day_of
from dashboards.squad.holes import Holes, read_holes
from dashboards.squad.place import Place
from forms_engine.extension import Cause, gap_causes
from people.models import Person


@dataclass(frozen=True)
class GapQuestion:
    """`last`: the newest board day of the hole; `days`: how many in a row it spans."""

    measure: Measure
    person: Person
    last: date
    days: int


def gap_words(place: Place, question: GapQuestion) -> str:
    """ "Ada Examplova. Night Mon 9 → Tue 10: the ring was not worn." One sentence for each cause in a row."""
    measure, person = question.measure, question.person
    board_days = days_ending(question.last, question.days)
    due = [measure.due_on(day) for day in board_days]
    found = read_daily([measure], [person.pk], question.last, question.days).values.get((person.pk, measure.key), {})
    alone = replace(place, people=(person,), day=question.last)
    holes = read_holes(alone, measure, {person.pk: found}, due)
    missing = [day for day in due if day not in found]
    wanted = {measure.field.pk: missing} if measure.form.managed_by and missing else {}
    causes = gap_causes(person, wanted, place.today, place.now).get(measure.field.pk, {})
    told = [
        (
            board_day,
            _("a value has come since, load the page anew") if day in found else _cause(person, day, holes, causes),
        )
        for board_day, day in zip(board_days, due, strict=True)
    ]
    runs = [(words, [day for day, _words in run]) for words, run in groupby(told, key=lambda one: one[1])]
    sentences = [f"{_span_words(days[0], days[-1], measure)}: {words}." for words, days in runs]
    return " ".join([f"{person.full_name}.", *(one[:1].upper() + one[1:] for one in sentences)])


def _cause(person: Person, due_on: date, holes: Holes, causes: Mapping[date, Cause]) -> str:
    if (person.pk, due_on) in holes.unmeasured or due_on not in causes:
        return holes.cause(person.pk, due_on)
    return causes[due_on].words


def _span_words(first: date, last: date, measure: Measure) -> str:
    if first == last:
        return day_of(first, measure)
    return _("%(first)s to %(last)s") % {"first": day_of(first, measure), "last": day_of(last, measure)}
