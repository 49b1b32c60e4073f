"""Bringing a definition in from JSON: first the difference and every refusal, then, asked again, the rows.

Nothing that stands is lost: a field the file does not name is retired, a section stays while it heads anything.
Importing the same file twice changes nothing the second time.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from forms_engine.builder.field_rules import check_field
from forms_engine.builder.judging import broken_things, refuse_new_breaks
from forms_engine.builder.refusals import Refused
from forms_engine.builder.standard_rules import complaints_about, unknown_options
from forms_engine.builder.uses import import_warnings
from forms_engine.calculating.site import known_site
from forms_engine.definition_difference import REFUSED, Line, Plan, match_sections, tell_difference
from forms_engine.definition_json import (
    PLAIN_OF_FIELD,
    PLAIN_OF_FORM,
    PLAIN_OF_SECTION,
    STANDARD,
    all_fields,
    attribute,
    export_definition,
)
from forms_engine.definition_refusals import refusals_of
from forms_engine.definitions import LETTERS
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Section, Standard


class _NotNow(Exception):  # noqa: N818
    """Ends a trial, so that the database forgets it."""


def plan_import(document: Mapping[str, Any], now: datetime) -> Plan[FormDefinition]:
    """The difference to the form of the same key, and every reason why it cannot be. Writes nothing.

    `document`: of `read_document`.
    """
    standing = FormDefinition.objects.filter(key=document["form"]["key"]).first()
    before = export_definition(standing) if standing else None
    refused = list(refusals_of(document, standing, before))
    if not refused:
        refused = _try(document, now)
    kept = _kept(before, document)
    warnings = import_warnings(standing, before, kept, known_site()) if standing and before else []
    return Plan(document, standing, [*refused, *tell_difference(before, kept)], warnings=warnings)


def _kept(before: Mapping[str, Any] | None, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with what a connector writes and the file leaves out: that stays as it is."""
    if before is None or not before["form"]["managed_by"]:
        return document
    named = {field["key"] for field in all_fields(document)}
    stays = [field for field in all_fields(before) if field["written_by"] and field["key"] not in named]
    return {**document, "fields": [*document["fields"], *stays]}


def _try(document: Mapping[str, Any], now: datetime) -> list[Line]:
    """What only shows once the rows stand: formulas, links, defaults. Everything is taken back."""
    try:
        with transaction.atomic():
            apply_document(document, now)
            raise _NotNow
    except Refused as error:
        return [Line(REFUSED, error.words, code=error.code)]
    except _NotNow:
        return []


def apply_document(document: Mapping[str, Any], now: datetime) -> FormDefinition:
    """Makes the form of this key what the document says, within the caller's transaction. Raises Refused.

    The caller has looked at `plan_import`: final keys and types are judged there. Of a form that has records it is
    done inside `changing`, which tells who leans on them.
    """
    broken = broken_things()
    form = _write_form(document["form"], now)
    _write_rights(form, document["permissions"])
    sections = _write_sections(form, document["sections"])
    standing = {field.key: field for field in form.fields.all()}
    order = 0
    for section, fields in [(None, document["fields"]), *zip(sections, _fields_of(document), strict=True)]:
        for said in fields:
            _write_field(standing.get(said["key"]) or FieldDefinition(form=form), section, said, order, now)
            order += 1
    _retire_unnamed(form, document, order, now)
    site = known_site()
    for field in form.fields.filter(retired_at=None, written_by__in=["", "calculation"]).select_related("section"):
        field.form = form
        _check(field, site)
    refuse_new_breaks(broken)
    return form


def _check(field: FieldDefinition, site: Any) -> None:
    said = (field.formula, field.default)
    try:
        check_field(field, site)
    except Refused as error:
        words = _("Field “%(label)s”: %(words)s") % {"label": field.label, "words": error.words}
        raise Refused(error.code, words, error.member) from None
    if (field.formula, field.default) != said:
        field.save(update_fields=["formula", "default"])


def _fields_of(document: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    return (section["fields"] for section in document["sections"])


def _write_form(said: Mapping[str, Any], now: datetime) -> FormDefinition:
    form = FormDefinition.objects.select_for_update().filter(key=said["key"]).first() or FormDefinition()
    for name in PLAIN_OF_FORM:
        setattr(form, attribute(name), said[name])
    form.retired_at = (form.retired_at or now) if said["retired"] else None
    form.save()
    return form


def _write_rights(form: FormDefinition, rights: Mapping[str, str]) -> None:
    form.permissions.exclude(role__name__in=rights).delete()
    roles = {role.name: role for role in Group.objects.filter(name__in=rights)}
    standing = {line.role_id: line for line in form.permissions.all()}
    for name, letters in rights.items():
        line = standing.get(roles[name].pk) or FormPermission(form=form, role=roles[name])
        for letter, right in LETTERS.items():
            setattr(line, right, letter in letters)
        line.save()


def _write_sections(form: FormDefinition, wanted: list[dict[str, Any]]) -> list[Section]:
    rows = list(Section.objects.filter(form=form).order_by("order", "id"))
    standing = [{"key": row.key, "title": row.title, "row": row} for row in rows]
    written = []
    for order, (found, said) in enumerate(match_sections(standing, wanted)):
        section = found["row"] if found else Section(form=form)
        for name in PLAIN_OF_SECTION:
            setattr(section, attribute(name), said[name])
        section.key = said["key"] or (found["key"] if found else "")
        section.order = order
        section.save()
        written.append(section)
    left = [row for row in rows if row not in written]
    for order, row in enumerate(left, start=len(written)):
        Section.objects.filter(pk=row.pk).update(order=order)
    return written


def _write_field(field: FieldDefinition, section: Section | None, said: Any, order: int, now: datetime) -> None:
    is_new = field.pk is None  # nothing hangs on it yet that would have to be looked up and taken away
    for name in PLAIN_OF_FIELD:
        setattr(field, attribute(name), said[name])
    field.section, field.order = section, order
    field.retired_at = (field.retired_at or now) if said["retired"] else None
    field.save()
    for roles, names in ((field.visible_to, said["visible_to"]), (field.editable_by, said["editable_by"])):
        if names or not is_new:
            roles.set(Group.objects.filter(name__in=names))
    if said["standards"] or not is_new:
        _write_standards(field, said["standards"])


def _write_standards(field: FieldDefinition, wanted: list[dict[str, Any]]) -> None:
    there = [{name: getattr(one, name) for name in STANDARD} for one in field.standards.all()]
    if there == wanted:
        return
    rules = [Standard(field=field, order=order, **said) for order, said in enumerate(wanted)]
    _refuse_standards(field, rules, {option for one in there for option in one["options"]})
    field.standards.all().delete()
    Standard.objects.bulk_create(rules)


def _refuse_standards(field: FieldDefinition, rules: list[Standard], known: set[str]) -> None:
    """`known`: options that rules of the field named before; nobody may be offered them any more."""
    for one in complaints_about(field, rules):
        words = _("Field “%(label)s”, rule %(number)d: %(words)s")
        raise Refused(one.code, words % {"label": field.label, "number": one.rule + 1, "words": one.words}, "standards")
    for option in unknown_options(field, rules):
        if option not in known:
            words = _("Field “%(label)s” has no option “%(option)s” for a standard to speak of.")
            raise Refused("unknown_option", words % {"label": field.label, "option": option}, "standards")


def _retire_unnamed(form: FormDefinition, document: Mapping[str, Any], order: int, now: datetime) -> None:
    named = {field["key"] for field in all_fields(document)}
    for field in form.fields.exclude(key__in=named).order_by("order", "pk"):
        field.order, order = order, order + 1
        if not field.written_by or not form.managed_by:
            field.retired_at = field.retired_at or now
        field.save(update_fields=["order", "retired_at"])
    form.sections.filter(fields=None).exclude(pk__in=_kept_sections(form, document)).delete()


def _kept_sections(form: FormDefinition, document: Mapping[str, Any]) -> list[int]:
    """Sections of the document, empty ones included."""
    count = len(document["sections"])
    return list(form.sections.filter(order__lt=count).order_by("order").values_list("pk", flat=True))
