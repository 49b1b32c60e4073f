"""Who may do what with which form about whom.

Rights of roles add up. The Athlete role's rights reach one's own records only; the others reach whom
`people.access.visible_people` shows. Consultants configure, but read records only by a line like everybody.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from forms_engine.definition_memory import kept
from forms_engine.errors import NotVisible
from forms_engine.field_types import field_type
from forms_engine.ingredients import closed_about_others, closed_among, is_open_to
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Record
from forms_engine.sections import READING_ORDER
from people import roles
from people.access import role_names_of, sees, visible_people
from people.models import Person

Viewer = Person | AnonymousUser


@dataclass(frozen=True)
class Rights:
    """What may be done with one form about one person. Whoever may read may also see that a record exists."""

    link: bool = False
    calendar: bool = False
    read: bool = False
    write: bool = False
    delete: bool = False
    imports: bool = False
    exports: bool = False

    def __or__(self, other: "Rights") -> "Rights":
        return Rights(*(getattr(self, one.name) or getattr(other, one.name) for one in fields(self)))


NOTHING = Rights()
# Form id → (rights about oneself, rights about others).
Granted = dict[int, tuple[Rights, Rights]]
# The columns of FormPermission, in the order of Rights.
CAN = ("can_link", "can_calendar", "can_read", "can_write", "can_delete", "can_import", "can_export")


def rights_on(viewer: Viewer, person: Person, form: FormDefinition) -> Rights:
    """The viewer's rights on `form` about `person`. Nothing when the viewer may not see the person."""
    return rights_over(viewer, [person], form)[person.pk]


def rights_over(viewer: Viewer, people: Iterable[Person], form: FormDefinition) -> dict[int, Rights]:
    """Person id → rights, for many people at once; a fixed number of queries."""
    people = list(people)
    found = dict.fromkeys((person.pk for person in people), NOTHING)
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return found
    others = [pk for pk in found if pk != viewer.pk]
    seen = set(visible_people(viewer).filter(pk__in=others).values_list("pk", flat=True)) if others else set()
    about_self, about_others = _rights_by_form(viewer).get(form.pk, (NOTHING, NOTHING))
    for pk in found:
        if pk == viewer.pk:
            found[pk] = _closed_when_retired(about_self, form)
        elif pk in seen:
            found[pk] = _closed_when_retired(about_others, form)
    return found


def forms_for(viewer: Viewer, person: Person, kind: str | None = None) -> list[FormDefinition]:
    """The forms (of one kind, or all) the viewer may read or fill about `person`, by name.

    A retired form is among them for those who may read it.
    """
    return [form for form, rights in forms_and_rights(viewer, person, kind) if rights.read or rights.write]


def forms_and_rights(viewer: Viewer, person: Person, kind: str | None = None) -> list[tuple[FormDefinition, Rights]]:
    """Every form with the viewer's rights on it about `person`, by name.

    Two queries, three about somebody else who was not asked for by `visible_person`.
    """
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return []
    is_self = person.pk == viewer.pk
    if not is_self and not sees(viewer, person):
        return []
    every = FormDefinition.objects.all()
    forms = kept(("forms", kind), lambda: list(every.filter(kind=kind) if kind else every))
    granted = _rights_by_form(viewer)
    return [
        (form, _closed_when_retired(granted.get(form.pk, (NOTHING, NOTHING))[0 if is_self else 1], form))
        for form in forms
    ]


def require(
    viewer: Viewer,
    person: Person,
    form: FormDefinition,
    *,
    read: bool = False,
    write: bool = False,
    delete: bool = False,
    calendar: bool = False,
    link: bool = False,
) -> Rights:
    """The viewer's rights, when they hold all that is asked for. Raises NotVisible."""
    rights = rights_on(viewer, person, form)
    asked = {"read": read, "write": write, "delete": delete, "calendar": calendar, "link": link}
    if not any(asked.values()):
        raise ValueError("Ask for at least one right.")
    if not all(getattr(rights, name) for name, is_asked in asked.items() if is_asked):
        raise NotVisible(_("There is no such page, or it is not yours to see."))
    return rights


def fields_with_roles(form: FormDefinition) -> QuerySet[FieldDefinition]:
    """The form's fields in reading order, each with its section, `role_names` (whom it is visible to) and
    `editor_names` (who may fill it). One query."""
    return with_roles(form.fields.select_related("section")).order_by(*READING_ORDER)


def with_roles(fields: QuerySet[FieldDefinition]) -> QuerySet[FieldDefinition]:
    """The same fields with `role_names` and `editor_names`, both empty for everybody."""
    return fields.annotate(role_names=_names_in("visible_to"), editor_names=_names_in("editable_by"))


def _names_in(roles_of_field: str) -> ArrayAgg:
    given = ~Q(**{roles_of_field: None})
    return ArrayAgg(f"{roles_of_field}__name", filter=given, default=Value([]), distinct=True)


def visible_fields(
    viewer: Viewer, person: Person | None, form: FormDefinition, *, with_retired: bool = False
) -> list[FieldDefinition]:
    """The fields whose values the viewer may see about `person`, in reading order. Needs the right to read besides.

    The person it is about sees every field. `person` None: about anybody but oneself, for boards.
    A calculation or linked value is seen by who sees every field it is made of, and may link or read the form each
    comes from. About oneself calculations are open.
    """
    found = fields_with_roles(form)
    if not with_retired:
        found = found.filter(retired_at=None)
    return _shown(found, viewer, is_self=person is not None and person.pk == viewer.pk)


def visible_fields_among(
    viewer: Viewer, person: Person, key: Hashable, fields: Callable[[], QuerySet[FieldDefinition]]
) -> dict[int, list[FieldDefinition]]:
    """Form id → those of `fields()`, of any number of forms, that `visible_fields` would show, each with its form.

    As few queries for many forms as for one. The right to read each form is settled before. `key` holds all that
    `fields` rests on (`definition_memory.kept`).
    """
    is_self = person.pk == viewer.pk

    def read() -> dict[int, list[FieldDefinition]]:
        living = with_roles(fields().filter(retired_at=None).select_related("form", "section"))
        by_form: dict[int, list[FieldDefinition]] = {}
        for field in _shown(living.order_by(*READING_ORDER), viewer, is_self=is_self):
            by_form.setdefault(field.form_id, []).append(field)
        return by_form

    return kept(("fields among", key, role_names_of(viewer), is_self), read)


def fields_read_about_others(viewer: Viewer, types: Iterable[str]) -> list[FieldDefinition]:
    """The fields of these types, of all event forms, whose values the viewer may see about whom they reach.

    By form and in reading order, each with its form and section. The rule is that of `visible_fields` about anybody
    but oneself. A fixed number of queries.
    """
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return []
    wanted = frozenset(types)

    def read() -> list[FieldDefinition]:
        readable = [form_id for form_id, (_self, others) in _rights_by_form(viewer).items() if others.read]
        found = FieldDefinition.objects.filter(
            form_id__in=readable, form__kind=FormDefinition.Kind.EVENT, type__in=wanted, retired_at=None
        )
        in_order = with_roles(found.select_related("form", "section")).order_by("form__name", "form_id", *READING_ORDER)
        return _shown(in_order, viewer, is_self=False)

    return list(kept(("read about others", role_names_of(viewer), wanted), read))


def seen_about_others(viewer: Viewer, found: Iterable[FieldDefinition]) -> list[FieldDefinition]:
    """Those of `found` (`with_roles`, each with its form) that `visible_fields` shows about anybody but oneself."""
    return _shown(found, viewer, is_self=False)


def closed_to_roles(role_names: Iterable[str]) -> set[int]:
    """Ids of the calculations and linked values made of something closed, about others, to who is in these roles."""
    held = frozenset(role_names)
    return closed_about_others(held, lambda: _linkable(held, is_self=False))


def _shown(found: Iterable[FieldDefinition], viewer: Viewer, *, is_self: bool) -> list[FieldDefinition]:
    """Those of `found` whose values the viewer sees, by their roles and by what they are made of."""
    held = role_names_of(viewer)
    shown = [field for field in found if is_self or is_open_to(field, held)]
    closed = closed_among(shown, held, lambda: _linkable(held, is_self=is_self), is_self=is_self)
    return [field for field in shown if field.pk not in closed]


def _linkable(held: frozenset[str], *, is_self: bool) -> set[int]:
    """Ids of the forms that who is in these roles may link or read."""
    granted = {form_id: rights[0 if is_self else 1] for form_id, rights in _granted(held).items()}
    return {form_id for form_id, rights in granted.items() if rights.link or rights.read}


def visible_records(viewer: Viewer) -> QuerySet[Record]:
    """The records the viewer may know to exist; reading their values needs `rights_on(...).read` besides."""
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return Record.objects.none()
    granted = _rights_by_form(viewer)
    own = [form_id for form_id, (about_self, _others) in granted.items() if about_self.calendar]
    others = [form_id for form_id, (_self, about_others) in granted.items() if about_others.calendar]
    seen = visible_people(viewer).exclude(pk=viewer.pk).order_by().values("pk")
    return Record.objects.filter(Q(person=viewer, form_id__in=own) | Q(person__in=seen, form_id__in=others))


def forms_known_to(viewer: Viewer) -> set[int]:
    """Ids of the forms of which the viewer may know, about somebody else whom they see, that a record exists."""
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return set()
    granted = _rights_by_form(viewer)
    return {form_id for form_id, (_self, about_others) in granted.items() if about_others.calendar}


def forms_written_about_others(viewer: Viewer) -> set[int]:
    """Ids of the forms the viewer may write about somebody else whom they see; retired ones are among them."""
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return set()
    granted = _rights_by_form(viewer)
    return {form_id for form_id, (_self, about_others) in granted.items() if about_others.write}


def rights_somewhere(viewer: Viewer) -> dict[int, Rights]:
    """Form id → the rights the viewer has about whomever they reach, themselves included."""
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return {}
    granted = _rights_by_form(viewer)
    return {form_id: about_self | about_others for form_id, (about_self, about_others) in granted.items()}


def is_fillable(field: FieldDefinition) -> bool:
    """Whether people fill the field at all: of a fillable type, not retired, not written by a connector."""
    return field.retired_at is None and not field.written_by and field_type(field.type).is_fillable


def is_writable(field: FieldDefinition, viewer: Viewer) -> bool:
    """Whether `viewer` may fill the field (of `fields_with_roles`) where they may write the form."""
    editors = _editors(field)
    return is_fillable(field) and (not editors or bool(role_names_of(viewer).intersection(editors)))


def _editors(field: Any) -> list[str]:
    names: list[str] = field.editor_names
    return names


def _rights_by_form(viewer: Person) -> Granted:
    """One query, one more for the roles the first time."""
    return _granted(role_names_of(viewer))


def _granted(held: frozenset[str]) -> Granted:
    return kept(("rights", held), lambda: _read_rights(held))


def _read_rights(held: frozenset[str]) -> Granted:
    granted: Granted = {}
    for form_id, role_name, link, calendar, read, *others in _lines_of(held):
        rights = Rights(link, calendar or read, read, *others)
        about_self, about_others = granted.get(form_id, (NOTHING, NOTHING))
        reach = NOTHING if role_name == roles.ATHLETE else rights
        granted[form_id] = (about_self | rights, about_others | reach)
    return granted


def _lines_of(held: frozenset[str]) -> QuerySet[FormPermission, tuple[Any, ...]]:
    """Form id, role, and what the role may do with it, in the order of Rights."""
    return FormPermission.objects.filter(role__name__in=held).order_by().values_list("form_id", "role__name", *CAN)


def _closed_when_retired(rights: Rights, form: FormDefinition) -> Rights:
    if form.retired_at is None or form.retired_at > timezone.now():
        return rights
    return Rights(link=rights.link, calendar=rights.calendar, read=rights.read, exports=rights.exports)
