"""The page to begin at: every squad with the forms that can be filled for it, and how far each is today."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from forms_engine.group_entry.columns import columns_of
from forms_engine.group_entry.places import first_day, forms_to_enter
from forms_engine.group_entry.squads import members_by_squad, squads_in_order
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.permissions import forms_known_to, with_roles
from people.access import athletes_in, role_names_of
from people.models import Person, Squad
from people.squad_tree import ids_below


@dataclass(frozen=True)
class Choice:
    """One form for one squad. `filled`: how many athletes have a record of the day, None when it is not to be known."""

    form: FormDefinition
    day: date
    filled: int | None


@dataclass(frozen=True)
class SquadChoices:
    squad: Squad
    athletes: int
    choices: list[Choice]


def build_start(viewer: Person, now: datetime) -> list[SquadChoices]:
    """The viewer's squads that have athletes, in order; [] when no form is theirs to fill."""
    forms = _with_cells(viewer, list(forms_to_enter(viewer, now)))
    if not forms:
        return []
    squads = squads_in_order(viewer)
    athletes = [one for one in athletes_in(viewer, (squad.pk for squad in squads)) if one.pk != viewer.pk]
    members = members_by_squad(athletes)
    filled = _filled(viewer, forms, athletes, now)
    found = []
    for squad in squads:
        people = set().union(*(members.get(pk, set()) for pk in ids_below(squad, squads)))
        if people:
            found.append(SquadChoices(squad, len(people), _choices(forms, filled, people, now)))
    return found


def _choices(
    forms: Sequence[FormDefinition], filled: Mapping[int, set[int]], people: Collection[int], now: datetime
) -> list[Choice]:
    return [
        Choice(form, first_day(form, now), len(filled[form.pk].intersection(people)) if form.pk in filled else None)
        for form in forms
    ]


def _with_cells(viewer: Person, forms: Sequence[FormDefinition]) -> list[FormDefinition]:
    """The forms that have a cell for the viewer. One query."""
    fields = with_roles(FieldDefinition.objects.filter(form__in=forms, retired_at=None).select_related("section"))
    held = role_names_of(viewer)
    seen = [one for one in fields if not one.role_names or held.intersection(one.role_names)]  # type: ignore[attr-defined]
    fillable = {column.field.form_id for column in columns_of(seen, viewer)}
    return [form for form in forms if form.pk in fillable]


def _filled(
    viewer: Person, forms: Sequence[FormDefinition], people: Sequence[Person], now: datetime
) -> dict[int, set[int]]:
    """Form id → ids of the people with a record of its day, of the forms whose records may be known to exist."""
    known = forms_known_to(viewer)
    days = {form.pk: first_day(form, now) for form in forms if form.pk in known}
    found: dict[int, set[int]] = {form_id: set() for form_id in days}
    records = Record.objects.filter(
        form__in=days, person__in=people, occurred_on__in=set(days.values()), withdrawn_at=None
    )
    for form_id, person_id, day in records.order_by().values_list("form_id", "person_id", "occurred_on").distinct():
        if days[form_id] == day:
            found[form_id].add(person_id)
    return found
