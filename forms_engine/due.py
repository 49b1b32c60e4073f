"""Which forms somebody fills about themselves, and which of them wait for today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from forms_engine.drafts import KEPT_FOR
from forms_engine.models import Draft, FieldDefinition, FormDefinition, Record
from forms_engine.permissions import Viewer, forms_and_rights, is_writable, with_roles
from people.models import Person

ONE_NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class FormOfToday:
    """`day`: the date an entry made today bears. `record_id`: the newest entry of that day, None without one."""

    form: FormDefinition
    day: date
    record_id: int | None
    begun_at: datetime | None = None

    @property
    def is_filled(self) -> bool:
        return self.record_id is not None

    @property
    def is_due(self) -> bool:
        """Waits for today: filled every day, and not yet."""
        return self.form.is_daily and not self.is_filled


def day_of_entry(form: FormDefinition, today: date) -> date:
    """The date an entry made `today` begins with; a form that dates the night begins with last night."""
    return today - ONE_NIGHT if form.dates_the_night else today


def forms_of_today(person: Person, today: date, now: datetime) -> list[FormOfToday]:
    """The event forms `person` may fill about themselves, by name. `today`: a day of their zone. Five queries."""
    writable = [form for form, rights in forms_and_rights(person, person, FormDefinition.Kind.EVENT) if rights.write]
    forms = fillable_forms(person, writable)
    days = {form.pk: day_of_entry(form, today) for form in forms}
    filled = Record.objects.filter(
        person=person, form__in=forms, occurred_on__in=set(days.values()), withdrawn_at=None
    ).order_by("pk")
    done = {(form_id, day): record_id for record_id, form_id, day in filled.values_list("pk", "form_id", "occurred_on")}
    drafts = Draft.objects.filter(by=person, person=person, saved_at__gt=now - KEPT_FOR)
    begun = dict(drafts.values_list("form_id", "saved_at"))
    return [FormOfToday(form, days[form.pk], done.get((form.pk, days[form.pk])), begun.get(form.pk)) for form in forms]


def fillable_forms(viewer: Viewer, forms: Sequence[FormDefinition]) -> list[FormDefinition]:
    """Those in which `viewer` finds a field to fill; a connector's forms are filled by it. One query."""
    own = [form for form in forms if not form.managed_by]
    fields: Iterable[FieldDefinition] = with_roles(FieldDefinition.objects.filter(form__in=own, retired_at=None))
    to_fill = {field.form_id for field in fields if is_writable(field, viewer)}
    return [form for form in own if form.pk in to_fill]
