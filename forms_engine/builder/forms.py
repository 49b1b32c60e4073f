"""Changes of a form as a whole: made, duplicated, set, retired, deleted while nothing hangs on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from forms_engine.builder.keys import propose_key
from forms_engine.builder.refusals import Refused
from forms_engine.builder.type_settings import is_offered
from forms_engine.definition_import import apply_document, plan_import
from forms_engine.definition_json import all_fields, export_definition
from forms_engine.definitions import LETTERS
from forms_engine.errors import UnknownType
from forms_engine.field_types import field_type
from forms_engine.models import FormDefinition, FormPermission
from people import roles

LONGEST_NAME = 120
# What a new form begins with: athletes fill it about themselves, staff and coaches read and fill it.
USUAL_RIGHTS = {roles.ATHLETE: "lcrw", roles.COACH: "lcrw", roles.STAFF: "lcrwd", roles.MEDICAL: "lcrw"}


def make_form(name: str, kind: str, description: str = "", dates_the_night: bool = False) -> FormDefinition:
    """A form with the usual rights and no field. Raises Refused."""
    refuse_taken_name(name)
    form = FormDefinition.objects.create(
        key=free_form_key(name), name=name, kind=kind, description=description, dates_the_night=dates_the_night
    )
    for role, letters in USUAL_RIGHTS.items():
        _grant(form, Group.objects.get(name=role), letters)
    return form


def free_form_key(name: str) -> str:
    taken = set(FormDefinition.objects.values_list("key", flat=True))
    return propose_key(name, taken, empty="form")


def refuse_taken_name(name: str, form: FormDefinition | None = None) -> None:
    called = FormDefinition.objects.filter(name=name)
    if (called.exclude(pk=form.pk) if form else called).exists():
        raise Refused("name_taken", _("Another form is called “%(name)s”.") % {"name": name}, "name")


def duplicate_form(form: FormDefinition, now: datetime) -> FormDefinition:
    """A form of the consultant's own with the same questions. What only a connector brings stays behind."""
    document = _without_connector(export_definition(form))
    name = free_name(form.name)
    key = free_form_key(name)
    document["form"] |= {"key": key, "name": name, "managed_by": "", "retired": False}
    for field in all_fields(document):
        # Its own earlier records: those of the copy, not of the original.
        field["formula"] = field["formula"].replace(f"[{form.key} / ", f"[{key} / ")
    if refusals := plan_import(document, now).refusals:
        raise Refused(refusals[0].code, refusals[0].what)
    return apply_document(document, now)


def free_name(name: str) -> str:
    taken = set(FormDefinition.objects.values_list("name", flat=True))
    proposed = _("Copy of %(name)s") % {"name": name}
    number = 2
    while proposed[:LONGEST_NAME] in taken:
        proposed = _("Copy %(number)d of %(name)s") % {"number": number, "name": name}
        number += 1
    return proposed[:LONGEST_NAME]


def _without_connector(document: dict[str, Any]) -> dict[str, Any]:
    for holder in (document, *document["sections"]):
        holder["fields"] = [_own(field) for field in holder["fields"] if _is_copied(field)]
    return document


def _is_copied(field: Mapping[str, Any]) -> bool:
    try:
        return not field["retired"] and is_offered(field_type(field["type"]))
    except UnknownType:
        return False


def _own(field: Mapping[str, Any]) -> dict[str, Any]:
    return {**field, "written_by": field_type(field["type"]).writer}


def save_settings(form: FormDefinition, said: Mapping[str, Any], rights: Mapping[str, str]) -> None:
    """`said`: name, description, dates_the_night, is_daily. `rights`: role → letters; without letters no line."""
    if said.get("kind") not in (None, form.kind):
        words = _("“%(name)s” is an %(kind)s and stays one: its records are kept that way.")
        raise Refused("kind_is_final", words % {"name": form.name, "kind": form.get_kind_display()}, "kind")
    if said.get("key") not in (None, form.key):
        words = _("“%(name)s” keeps its key “%(key)s”: addresses, formulas and scripts say it.")
        raise Refused("key_is_final", words % {"name": form.name, "key": form.key}, "key")
    if form.managed_by and said["dates_the_night"] != form.dates_the_night:
        words = _("The connector of “%(name)s” dated its records by the rule that stands.")
        raise Refused("managed_form", words % {"name": form.name}, "dates_the_night")
    refuse_taken_name(said["name"], form)
    _refuse_secrets(form, rights)
    form.name, form.description = said["name"], said["description"]
    form.dates_the_night, form.is_daily = said["dates_the_night"], said["is_daily"]
    form.save()
    _write_rights(form, rights)


def _refuse_secrets(form: FormDefinition, rights: Mapping[str, str]) -> None:
    others = [role for role, letters in rights.items() if letters and role != roles.CONSULTANT]
    if others and form.fields.filter(type="secret").exists():
        words = _("“%(form)s” holds secrets: only the role Consultant may have a line here, not “%(role)s”.")
        raise Refused("holds_secrets", words % {"form": form.name, "role": others[0]})


def _write_rights(form: FormDefinition, rights: Mapping[str, str]) -> None:
    for role in Group.objects.filter(name__in=rights):
        letters = rights[role.name]
        if letters:
            _grant(form, role, letters)
        else:
            form.permissions.filter(role=role).delete()


def _grant(form: FormDefinition, role: Group, letters: str) -> None:
    granted = {name: letter in letters for letter, name in LETTERS.items()}
    FormPermission.objects.update_or_create(form=form, role=role, defaults=granted)


def retire_form(form: FormDefinition, now: datetime) -> None:
    """Its records stay readable, nobody fills it any more."""
    form.retired_at = form.retired_at or now
    form.save(update_fields=["retired_at"])


def restore_form(form: FormDefinition) -> None:
    form.retired_at = None
    form.save(update_fields=["retired_at"])


def reason_to_keep_form(form: FormDefinition) -> str:
    """Why the form cannot be deleted, "" when it can."""
    if form.managed_by:
        return _("A connector brings “%(name)s”; it cannot be deleted. Retire it instead.") % {"name": form.name}
    if form.records.exists():
        return _("“%(name)s” has records and cannot be deleted. Retire it instead.") % {"name": form.name}
    return ""


def delete_form(form: FormDefinition) -> None:
    if reason := reason_to_keep_form(form):
        raise Refused("has_records", reason)
    form.fields.all().delete()
    form.delete()
