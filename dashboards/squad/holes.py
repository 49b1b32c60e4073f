"""Why a day of a field has no value: for the newest day the source's own words, for others what the records say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dashboards.measures import Measure
from dashboards.squad.place import Place
from forms_engine.models import Record


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
    """One statement for the records without the field, and what the badges of the place cost."""
    unmeasured = (
        Record.objects.filter(
            form=measure.form, occurred_on__range=(due[0], due[-1]), withdrawn_at=None, person__in=place.person_ids
        )
        .exclude(values__has_key=measure.field.key)
        .values_list("person_id", "occurred_on")
    )
    without = [person.pk for person in place.people if due[-1] not in found[person.pk]]
    newest = {
        person_id: cause.words
        for person_id in (without if measure.form.managed_by else ())
        if (
            cause := next(
                (one.causes[measure.form.pk] for one in place.badges[person_id] if measure.form.pk in one.causes), None
            )
        )
    }
    days = {(person_id, day) for person_id, day in unmeasured if day is not None}
    otherwise = _("no data") if measure.form.managed_by else _("not filled in")
    return Holes(due[-1], days, newest, _("not measured"), otherwise)
