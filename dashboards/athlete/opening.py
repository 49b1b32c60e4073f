"""What of one person a viewer may see on their page: charted fields, what forms say in words, where to write a note.

Seven statements at most, however many forms and fields there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from dashboards.athlete.notes import note_form
from dashboards.athlete.plans import STATUS, Plan
from dashboards.measures import Measure
from dashboards.morning import Column
from dashboards.rights import OpenColumn
from forms_engine.definition_memory import kept
from forms_engine.models import FieldDefinition, FormDefinition, Standard
from forms_engine.permissions import forms_and_rights, visible_fields_among
from people.models import Person

# Words of an event that a line on the axis can say.
TOLD_TYPES = ("choice", "choices", "text", "paragraph")
FREE_TYPES = ("text", "paragraph")
# Of a connector's forms those that tell what happened; the others hold measurements of every day.
TELLING = ("oura_workouts", "oura_tags", "oura_rest_mode")
# Ids, time stamps and how a document came: no words for people.
NOT_TOLD = Q(key__endswith="_document_id") | Q(key__in=("workout_source", "rest_mode_episodes"))


@dataclass(frozen=True)
class OpenPlan:
    """A chart the viewer may see. `one`: its column; `parts`: those of its parts' fields that are open, in order.

    `measures`: the field of the column and of the parts, each with the consultant's standards of it.
    """

    plan: Plan
    form: FormDefinition
    one: OpenColumn | None
    parts: tuple[FieldDefinition, ...]
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True)
class Opened:
    """`events`: the fields that tell what happened, by form id; `rules`: of all these fields, by field id. `note`: the
    form staff write notes in, if they may. `writable`: ids of the forms that the viewer fills by hand.
    """

    plans: tuple[OpenPlan, ...]
    status: OpenColumn | None
    events: Mapping[int, tuple[FieldDefinition, ...]]
    rules: Mapping[int, tuple[Standard, ...]]
    forms: tuple[FormDefinition, ...]
    note: FormDefinition | None
    writable: frozenset[int] = frozenset()

    @property
    def columns(self) -> list[OpenColumn]:
        status = [self.status] if self.status else []
        return [*status, *(open_plan.one for open_plan in self.plans if open_plan.one)]


def open_page(viewer: Person, person: Person, plans: Sequence[Plan], *, has_events: bool = True) -> Opened:
    """Everything `viewer`, who sees `person`, may see of these plans about them."""
    forms = {form.key: (form, rights) for form, rights in forms_and_rights(viewer, person, FormDefinition.Kind.EVENT)}
    readable = {key: form for key, (form, rights) in forms.items() if rights.read}
    charted = {plan.form_key for plan in plans} | {STATUS.form_key}
    telling = [form.pk for form in readable.values() if has_events and _tells(form)]
    open_forms, keys = frozenset(form.pk for form in readable.values()), frozenset(_keys(plans))
    wanted = Q(form__key__in=charted, key__in=keys) | (Q(form__in=telling, type__in=TOLD_TYPES) & ~NOT_TOLD)
    fields = visible_fields_among(
        viewer,
        person,
        ("athlete page", open_forms, frozenset(charted), keys, tuple(telling)),
        lambda: FieldDefinition.objects.filter(wanted, form__in=open_forms),
    )
    found = {(one.form.key, one.key): one for of_form in fields.values() for one in of_form}
    rules = _rules(found.values())
    opened = [_open(plan, found, rules) for plan in plans]
    return Opened(
        plans=tuple(one for one in opened if one),
        status=_column(STATUS, found, rules),
        events={pk: _told(of_form, charted) for pk, of_form in fields.items() if pk in telling},
        rules=rules,
        forms=tuple(readable[key] for key in readable if key in charted),
        note=note_form(forms),
        writable=frozenset(form.pk for form, rights in forms.values() if rights.write and not form.managed_by),
    )


def _tells(form: FormDefinition) -> bool:
    return not form.managed_by or form.key in TELLING


def _keys(plans: Sequence[Plan]) -> set[str]:
    keys = {plan.column.field_key for plan in plans if plan.column} | {STATUS.field_key}
    return keys | {part.field_key for plan in plans for part in plan.parts}


def _told(fields: Sequence[FieldDefinition], charted: set[str]) -> tuple[FieldDefinition, ...]:
    """Of a form whose numbers are charted only what somebody wrote freely: its choices are in every record."""
    kept = [one for one in fields if one.type in TOLD_TYPES and not (one.section and one.section.is_table)]
    if kept and kept[0].form.key in charted and kept[0].form.key != STATUS.form_key:
        kept = [one for one in kept if one.type in FREE_TYPES]
    return tuple(kept)


def _rules(found: Iterable[FieldDefinition]) -> dict[int, tuple[Standard, ...]]:
    rules: dict[int, list[Standard]] = {}
    fields = [field.pk for field in found]
    in_order = Standard.objects.order_by("order", "pk")
    for rule in kept(("rules of fields", tuple(fields)), lambda: list(in_order.filter(field__in=fields))):
        rules.setdefault(rule.field_id, []).append(rule)
    return {field_id: tuple(of_field) for field_id, of_field in rules.items()}


def _column(
    column: Column, found: Mapping[tuple[str, str], FieldDefinition], rules: Mapping[int, tuple[Standard, ...]]
) -> OpenColumn | None:
    field = found.get((column.form_key, column.field_key))
    return OpenColumn(column, field.form, field, rules.get(field.pk, ())) if field else None


def _open(
    plan: Plan, found: Mapping[tuple[str, str], FieldDefinition], rules: Mapping[int, tuple[Standard, ...]]
) -> OpenPlan | None:
    one = _column(plan.column, found, rules) if plan.column else None
    parts = tuple(field for part in plan.parts if (field := found.get((plan.form_key, part.field_key))))
    parts = parts if len(parts) == len(plan.parts) else ()
    told = [*([one.field] if one else []), *parts]
    measures = tuple(Measure(field.form, field, rules.get(field.pk, ())) for field in told)
    if one is not None:
        return OpenPlan(plan, one.form, one, parts, measures)
    if plan.column is None and parts:
        return OpenPlan(plan, parts[0].form, None, parts, measures)
    return None
