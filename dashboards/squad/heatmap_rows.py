"""The rows of the heatmap: what is reckoned of each athlete, kept until something is written of them (`memory`).

What is kept rests on one person's records and on what all viewers of the field are told alike. Names, what must be
known of somebody and why the newest day is missing as known now are read and said on every page.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import get_language

from dashboards.days import days_ending
from dashboards.meanings import Meanings
from dashboards.measures import Daily, Measure, read_daily
from dashboards.memory import Memory
from dashboards.squad.holes import not_measured_words, otherwise_words, read_unmeasured
from dashboards.squad.place import Place, mark_of
from dashboards.statistics import DEFAULT_RULE, Direction, standard_score
from forms_engine.definition_memory import definitions_version
from forms_engine.standards import Meaning
from people.models import Person

DAYS = 28
WORST_DAYS = 7
LEAST_DAYS = DEFAULT_RULE.minimum_count


@dataclass(slots=True)
class Reckoned:
    """One athlete's days, oldest first, as they are for everybody: read it only.

    `values`: None for a hole; `steps`: the z of each; `causes` says why, "" where there is a value; `meanings`: what
    standards say. `is_open`: the newest day is missing, and the source may have words for it. `drawn`: the cells as
    markup, all but one that is open, by what stands in them.
    """

    values: Sequence[float | None]
    steps: Sequence[float | None]
    causes: Sequence[str]
    meanings: Sequence[Meaning | None]
    known: int
    worst: float | None
    is_open: bool
    drawn: dict[str, str] = field(default_factory=dict)


# Some 8 kB each: five fields of a club of five hundred at once.
MOST_KNOWN = 2_000
remembered: Memory[Reckoned] = Memory(most_known=MOST_KNOWN)


def reckon_rows(place: Place, measure: Measure) -> dict[int, Reckoned]:
    """Person id → their days. Two statements, none where nothing was written of anybody since they were reckoned.

    The caller has made sure that the viewer of the place may read the measure, which stands there with its rules.
    """
    view = remembered.view(_rests_on(place, measure))
    # Marks were read with the people: what is written from here on is read once too often and never missed.
    found = {person.pk: view.find(person.pk, mark_of(person)) for person in place.people}
    moved = [person for person in place.people if found[person.pk] is None]
    if moved:
        made = _reckon(place, measure, moved)
        for person in moved:
            view.keep(person.pk, mark_of(person), made[person.pk])
        found |= made
    return {person_id: one for person_id, one in found.items() if one is not None}


def _rests_on(place: Place, measure: Measure) -> Hashable:
    """All that is said besides people's data. Whatever is defined otherwise makes another version."""
    return definitions_version(), measure.field.pk, place.day, place.today, get_language()


def _reckon(place: Place, measure: Measure, people: Sequence[Person]) -> dict[int, Reckoned]:
    ids = [person.pk for person in people]
    readings = read_daily([measure], ids, place.day, DAYS + measure.widest_window)
    found = {person_id: readings.values.get((person_id, measure.key), {}) for person_id in ids}
    due = [measure.due_on(day) for day in days_ending(place.day, DAYS)]
    unmeasured = read_unmeasured(measure, found, due)
    words = not_measured_words(), otherwise_words(measure)
    meanings = Meanings(measure)
    return {person.pk: _row(person, found[person.pk], due, unmeasured, words, meanings) for person in people}


def _row(
    person: Person,
    values: Mapping[date, Daily],
    due: Sequence[date],
    unmeasured: Collection[tuple[int, date]],
    words: tuple[str, str],
    meanings: Meanings,
) -> Reckoned:
    days, person_id = [values.get(day) for day in due], person.pk
    not_measured, otherwise = words
    # Only with enough own days before it.
    steps = [
        standard_score(one.value, one.mean, one.spread) if one and one.count >= LEAST_DAYS else None for one in days
    ]
    causes = [
        "" if one else not_measured if (person_id, day) in unmeasured else otherwise
        for one, day in zip(days, due, strict=True)
    ]
    return Reckoned(
        values=[one.value if one else None for one in days],
        steps=steps,
        causes=causes,
        meanings=meanings.of_days(person, due, values),
        known=sum(one is not None for one in days),
        worst=_worst(steps[-WORST_DAYS:], meanings.measure.better),
        is_open=days[-1] is None and (person_id, due[-1]) not in unmeasured,
    )


def _worst(steps: Sequence[float | None], better: Direction) -> float | None:
    """The furthest to the worse side, in own standard deviations; to either side where none is worse."""
    there = [one for one in steps if one is not None]
    if not there:
        return None
    if better is Direction.NONE:
        return max(map(abs, there))
    return -min(there) if better is Direction.UP else max(there)
