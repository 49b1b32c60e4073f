"""Why a day of a field has no value: for the newest day the source's own words, for others what the records say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dashboards.causes import past_cause_words
from dashboards.measures import Measure
from dashboards.squad.place import Place
from forms_engine.extension import person_badges
from forms_engine.models import Record
from people.models import Person
from people.prepared import among


@dataclass(frozen=True)
class Holes:
    """`unmeasured`: days that have a record, but not this field. `newest`: person id → cause on the newest day.

    `not_measured`, `otherwise`: the words for the one and for whatever else, looked up once.
    """

    newest_day: date
    unmeasured: Collection[tuple[int, date]]
    newest: Mapping[int, str]
    not_measured: str
    otherwise: str

    def cause(self, person_id: int, due_on: date) -> str:
        if (person_id, due_on) in self.unmeasured:
            return self.not_measured
        if due_on == self.newest_day and (cause := self.newest.get(person_id)):
            return cause
        return self.otherwise


def read_holes(
    place: Place, measure: Measure, found: Mapping[int, Mapping[date, object]], due: Sequence[date]
) -> Holes:
    """One statement for the records without the field, and what the badges of who lacks the newest day cost."""
    without = [person for person in place.people if due[-1] not in found[person.pk]]
    return Holes(
        due[-1],
        read_unmeasured(measure, found, due),
        newest_causes(place, measure, without),
        not_measured_words(),
        otherwise_words(measure),
    )


def read_unmeasured(
    measure: Measure, found: Mapping[int, Mapping[date, object]], due: Sequence[date]
) -> set[tuple[int, date]]:
    """The days of these people that have a record, but not the field. `found`: the values of each; who has one a day
    is not asked about. One statement."""
    with_holes = [person_id for person_id, values in found.items() if any(day not in values for day in due)]
    days = (
        Record.objects.filter(
            among("forms_engine_record.person_id", with_holes),
            form=measure.form,
            occurred_on__range=(due[0], due[-1]),
            withdrawn_at=None,
        )
        .exclude(values__has_key=measure.field.key)
        .values_list("person_id", "occurred_on")
    )
    return {(person_id, day) for person_id, day in days if day is not None}


def newest_causes(place: Place, measure: Measure, people: Sequence[Person]) -> dict[int, str]:
    """Person id → the source's own words, where it has some, for why they have no value on the day of the place."""
    if not people or not measure.form.managed_by:
        return {}
    badges = person_badges(people, place.day, place.now)
    causes = (
        (person.pk, next((cause for one in badges[person.pk] if (cause := one.causes.get(measure.form.pk))), None))
        for person in people
    )
    return {person_id: cause.words for person_id, cause in causes if cause}


def not_measured_words() -> str:
    return _("not measured")


def otherwise_words(measure: Measure) -> str:
    return past_cause_words(measure.form, is_dated=False)
