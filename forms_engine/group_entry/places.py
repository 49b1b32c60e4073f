"""Where somebody enters: one form, squad and day, whose rows and which columns are theirs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forms_engine.errors import NotVisible
from forms_engine.form_builder import EARLIEST, LATEST
from forms_engine.group_entry.columns import Column, columns_of
from forms_engine.group_entry.squads import squads_in_order
from forms_engine.models import FieldDefinition, FormDefinition
from forms_engine.permissions import forms_written_about_others, is_writable, rights_over, visible_fields
from forms_engine.sections import is_column
from people.access import athletes_in
from people.models import Person, Squad
from people.squad_tree import ids_below

ONE_NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """`people`: the athletes the viewer may write about, by name; `readable`: ids of those whose answers they may see.

    `fields`: every field the viewer sees. `form` comes with its fields and sections.
    """

    viewer: Person
    form: FormDefinition
    squad: Squad
    squads: list[Squad]
    day: date
    people: dict[int, Person]
    readable: frozenset[int]
    fields: list[FieldDefinition]
    columns: list[Column]

    @cached_property
    def writable(self) -> set[str]:
        """Keys of what the viewer may fill, in the grid or elsewhere."""
        return {one.key for one in self.fields if is_writable(one, self.viewer) and not is_column(one)}

    def may_read(self, person: Person) -> bool:
        return person.pk in self.readable


def forms_to_enter(viewer: Person, now: datetime) -> QuerySet[FormDefinition]:
    """The event forms the viewer may write about others, by name. A connector's records come from it alone."""
    is_open = Q(retired_at=None) | Q(retired_at__gt=now)
    written = FormDefinition.objects.filter(is_open, pk__in=forms_written_about_others(viewer))
    return written.filter(kind=FormDefinition.Kind.EVENT, managed_by="")


def find_place(viewer: Person, form_key: str, squad_id: int, day: date, now: datetime) -> Place:
    """Raises NotVisible where there is no such form or squad, or nothing in it that the viewer may fill for others."""
    form = forms_to_enter(viewer, now).filter(key=form_key).prefetch_related("fields", "sections").first()
    squads = squads_in_order(viewer) if form else []
    squad = next((one for one in squads if one.pk == squad_id), None)
    if form is None or squad is None or not EARLIEST <= day <= LATEST:
        raise NotVisible(_("There is no such page, or it is not yours to fill."))
    fields = visible_fields(viewer, None, form)
    columns = columns_of(fields, viewer)
    if not columns:
        raise NotVisible(_("Nothing in this form is yours to fill in a grid."))
    athletes = list(athletes_in(viewer, ids_below(squad, squads)))
    rights = rights_over(viewer, athletes, form)
    return Place(
        viewer=viewer,
        form=form,
        squad=squad,
        squads=squads,
        day=day,
        people={one.pk: one for one in athletes if rights[one.pk].write},
        readable=frozenset(one.pk for one in athletes if rights[one.pk].read),
        fields=fields,
        columns=columns,
    )


def first_day(form: FormDefinition, now: datetime) -> date:
    """Today where the viewer is; a form that dates the night begins with last night."""
    today = timezone.localdate(now)
    return today - ONE_NIGHT if form.dates_the_night else today
