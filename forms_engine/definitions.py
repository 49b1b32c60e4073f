"""How a connector brings its forms: everything is made once and never again overwritten.

Labels, units, order, help and rights belong to the consultant from the moment they exist.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext as _

from forms_engine.errors import DefinitionConflict
from forms_engine.field_types import field_type
from forms_engine.models import (
    FieldDefinition,
    FormDefinition,
    FormPermission,
    Record,
    RecordChange,
    SealedValue,
    Section,
)
from people import roles

LETTERS = {
    "l": "can_link",
    "c": "can_calendar",
    "r": "can_read",
    "w": "can_write",
    "d": "can_delete",
    "i": "can_import",
    "e": "can_export",
}
# A line made for these roles lets them import what they may write and export what they may read.
FILE_ROLES = frozenset({roles.CONSULTANT, roles.STAFF})
# Of a field that a connector writes, what is the consultant's. Order and section change by moving it.
OF_MANAGED = frozenset({"label", "help", "visible_to", "is_list_column"})


def ensure_form(
    key: str,
    name: str,
    kind: str,
    description: str = "",
    dates_the_night: bool = False,
    managed_by: str = "",
) -> FormDefinition:
    """The form of this key, made when missing. `kind`: "event" or "profile".

    Raises DefinitionConflict when a form of this key is somebody else's, or another form has the name.
    """
    form = FormDefinition.objects.filter(key=key).first()
    if form is not None:
        refuse_other_form(form, kind, managed_by)
        return form
    if FormDefinition.objects.filter(name=name).exists():
        raise name_is_taken(name)
    return FormDefinition.objects.create(
        key=key,
        name=name,
        kind=kind,
        description=description,
        dates_the_night=dates_the_night,
        managed_by=managed_by,
    )


def refuse_other_form(form: FormDefinition, kind: str, managed_by: str) -> None:
    """Raises DefinitionConflict when the form is not of this kind and manager."""
    if form.managed_by != managed_by or form.kind != kind:
        raise DefinitionConflict(
            _("The form “%(name)s” already has the key “%(key)s” and is something else.")
            % {"name": form.name, "key": form.key}
        )


def name_is_taken(name: str) -> DefinitionConflict:
    return DefinitionConflict(_("Another form is called “%(name)s”. Rename it, then install again.") % {"name": name})


def ensure_section(form: FormDefinition, title: str, order: int = 0) -> Section:
    """The section of this title, made when missing."""
    section, _made = Section.objects.get_or_create(form=form, title=title, defaults={"order": order})
    return section


def ensure_field(
    form: FormDefinition,
    key: str,
    label: str,
    type: str,  # noqa: A002
    unit: str = "",
    *,
    visible_to: Iterable[str] = (),
    **details: Any,
) -> FieldDefinition:
    """The field of this key, made when missing; a retired one stays retired.

    `visible_to`: role names. `details`: section, order, help, written_by, is_required, default, minimum, maximum,
    decimals, choices, api_name …
    Raises DefinitionConflict when the key is taken by a field of another type or writer, UnknownType.
    """
    wanted = new_field(form, key, label, type, unit, **details)
    there = FieldDefinition.objects.filter(form=form, key=key).first()
    if there is not None:
        refuse_other_field(there, wanted)
        return there
    wanted.save()
    if names := list(visible_to):
        wanted.visible_to.set(roles_named(names).values())
    return wanted


def new_field(
    form: FormDefinition,
    key: str,
    label: str,
    type: str,  # noqa: A002
    unit: str = "",
    *,
    written_by: str = "",
    **details: Any,
) -> FieldDefinition:
    """A field that is not saved yet. Of a type with a writer of its own (calculations, linked values) `written_by` is
    that. Raises UnknownType.
    """
    details.setdefault("api_name", key)
    details["choices"] = list(details.get("choices", ()))
    writer = field_type(type).writer or written_by
    return FieldDefinition(form=form, key=key, label=label, type=type, unit=unit, written_by=writer, **details)


def refuse_other_field(there: FieldDefinition, wanted: FieldDefinition) -> None:
    """Raises DefinitionConflict when the field that has the key is of another type or writer."""
    if (there.type, there.written_by) != (wanted.type, wanted.written_by):
        raise DefinitionConflict(
            _("“%(form)s” already has a field “%(key)s” of another kind.")
            % {"form": wanted.form.name, "key": wanted.key}
        )


def ensure_permission(form: FormDefinition, role_name: str, letters: str) -> FormPermission:
    """The role's line for the form, made when missing from letters of l(ink) c(alendar) r(ead) w(rite) d(elete)
    i(mport) e(xport). Consultant and Staff get import with write and export with read by themselves.
    """
    role = roles_named([role_name])[role_name]
    line = FormPermission.objects.filter(form=form, role=role).first()
    if line is None:
        line = new_permission(form, role, letters)
        line.save()
    return line


def new_permission(form: FormDefinition, role: Group, letters: str) -> FormPermission:
    """A line that is not saved yet."""
    if role.name in FILE_ROLES:
        letters += "i" * ("w" in letters) + "e" * ("r" in letters)
    return FormPermission(form=form, role=role, **{LETTERS[letter]: True for letter in letters})


def roles_named(names: Iterable[str]) -> dict[str, Group]:
    """Role name → its group, made when missing. One query, two when one is missing."""
    wanted = dict.fromkeys(names)
    there = {role.name: role for role in Group.objects.filter(name__in=wanted)}
    missing = [Group(name=name) for name in wanted if name not in there]
    if missing:
        there |= {role.name: role for role in Group.objects.bulk_create(missing)}
    return there


def has_stored_values(field: FieldDefinition) -> bool:
    """Whether a record, its history or a sealed value still speaks of the field. Up to three queries.

    A column of a table speaks in the table's rows.
    """
    records = Record.objects.filter(form_id=field.form_id)
    changes = RecordChange.objects.filter(record__form_id=field.form_id)
    if field.section is not None and field.section.is_table:
        path = f'$."{field.section.key}"[*]."{field.key}"'
        return _holds(records, "values", path) or _holds(changes, "after", path) or _holds(changes, "before", path)
    return (
        SealedValue.objects.filter(field=field).exists()
        or records.filter(values__has_key=field.key).exists()
        or changes.filter(after__has_key=field.key).exists()
    )


def reason_to_keep(field: FieldDefinition) -> str:
    """Why a field cannot be deleted, "" when it can."""
    if field.written_by:
        return _("“%(label)s” is written by a connector and cannot be deleted. Retire it instead.") % {
            "label": field.label
        }
    if field.pk and has_stored_values(field):
        return _("“%(label)s” has values in records and cannot be deleted. Retire it instead.") % {"label": field.label}
    return ""


def _holds(rows: QuerySet[Any], column: str, path: str) -> bool:
    """Whether the JSON of `column` has anything at `path` in one of the rows."""
    found = Func(
        F(column), Value(path), template="jsonb_path_exists(%(expressions)s::jsonpath)", output_field=BooleanField()
    )
    return rows.filter(found).exists()
