"""Changes of fields. All happen inside `changing`, and each refusal is a `Refused`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from forms_engine.builder.refusals import Refused
from forms_engine.builder.type_settings import is_offered
from forms_engine.definition_json import MOST_FIELDS
from forms_engine.definitions import has_stored_values, reason_to_keep
from forms_engine.errors import UnknownType
from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, FormDefinition, Section
from forms_engine.sections import READING_ORDER

FINAL = {
    "key": _("“%(label)s” keeps its key “%(old)s” for ever: records, formulas and scripts know it by that. "
             "For another key add a new field and retire this one."),
    "type": _("“%(label)s” keeps its type: answers already given would no longer be right. "
              "For another type add a new field and retire this one."),
    "api_name": _("“%(label)s” keeps its API name “%(old)s”: scripts and formulas say it."),
    "written_by": _("Who writes “%(label)s” does not change."),
}  # fmt: skip


def refuse_final(field: FieldDefinition, said: Mapping[str, Any]) -> None:
    """Raises Refused when `said` names another key, type, API name or writer than the saved field has."""
    for name, words in FINAL.items():
        old = getattr(field, name)
        if name in said and said[name] not in (None, old):
            raise Refused(f"{name}_is_final", words % {"label": field.label, "old": old}, name)


def add_field(
    form: FormDefinition, section: Section | None, type_name: str, said: Mapping[str, Any]
) -> FieldDefinition:
    """A new field at the end of its section. `said`: model attributes, `visible_to` and `editable_by` as groups."""
    _refuse_type(type_name)
    if form.fields.count() >= MOST_FIELDS:
        raise Refused("too_many_fields", _("A form has at most %(most)d fields.") % {"most": MOST_FIELDS})
    _refuse_taken(form, said["key"], said["api_name"])
    field = FieldDefinition(form=form, section=section, type=type_name, order=form.fields.count())
    field.written_by = field_type(type_name).writer
    write_field(field, said)
    renumber(form)
    return field


def _refuse_type(type_name: str) -> None:
    try:
        kind = field_type(type_name)
    except UnknownType as error:
        raise Refused("unknown_type", str(error), "type") from None
    if not is_offered(kind):
        words = _("Only a connector brings fields of the type “%(type)s”.")
        raise Refused("not_by_hand", words % {"type": kind.label}, "type")


def _refuse_taken(form: FormDefinition, key: str, api_name: str) -> None:
    if form.fields.filter(key=key).exists() or form.sections.filter(key=key).exists():
        words = _("This form already has “%(key)s”, perhaps among its retired fields. Choose another key.")
        raise Refused("key_taken", words % {"key": key}, "key")
    if form.fields.filter(api_name=api_name).exists():
        raise Refused("api_name_taken", _("Another field of this form has this API name."), "api_name")


def save_field(field: FieldDefinition, said: Mapping[str, Any]) -> None:
    """Raises Refused for what is final, and for what is a connector's."""
    refuse_final(field, said)
    write_field(field, {name: value for name, value in said.items() if name not in FINAL})


def write_field(field: FieldDefinition, said: Mapping[str, Any]) -> None:
    groups: dict[str, Iterable[Group]] = {}
    for name, value in said.items():
        if name in ("visible_to", "editable_by"):
            groups[name] = value
        else:
            setattr(field, name, value)
    field.save()
    for name, chosen in groups.items():
        getattr(field, name).set(chosen)


def is_managed(field: FieldDefinition) -> bool:
    """Whether a connector writes the field. Ringside's own calculations are the consultant's."""
    return bool(field.written_by) and not field_type(field.type).writer


def retire_field(field: FieldDefinition, now: datetime) -> None:
    field.retired_at = field.retired_at or now
    field.save(update_fields=["retired_at"])


def restore_field(field: FieldDefinition) -> None:
    field.retired_at = None
    field.save(update_fields=["retired_at"])


def remove_field(field: FieldDefinition) -> None:
    """Only what nobody ever answered goes; the rest is retired."""
    if reason := reason_to_keep(field) if not field_type(field.type).writer else _reason_of_values(field):
        raise Refused("has_values", reason)
    field.delete()


def _reason_of_values(field: FieldDefinition) -> str:
    if not has_stored_values(field):
        return ""
    return _("“%(label)s” has values in records and cannot be deleted. Retire it instead.") % {"label": field.label}


def place_field(field: FieldDefinition, section: Section | None, before: FieldDefinition | None) -> None:
    """Puts the field under a heading, before another field or at the end."""
    _refuse_table_move(field, section)
    siblings = [one for one in in_order(field.form) if one.section_id == (section.pk if section else None)]
    siblings = [one for one in siblings if one.pk != field.pk]
    place = next((place for place, one in enumerate(siblings) if before and one.pk == before.pk), len(siblings))
    siblings.insert(place, field)
    field.section = section
    field.save(update_fields=["section"])
    for order, one in enumerate(siblings):
        FieldDefinition.objects.filter(pk=one.pk).update(order=order)
    renumber(field.form)


def _refuse_table_move(field: FieldDefinition, section: Section | None) -> None:
    leaves = field.section_id if field.section and field.section.is_table else None
    enters = section.pk if section and section.is_table else None
    if leaves != enters and has_stored_values(field):
        words = _("“%(label)s” has values in records; in a table they would stand elsewhere. Add a new field there.")
        raise Refused("moves_between_tables", words % {"label": field.label})


def step_field(field: FieldDefinition, direction: int) -> bool:
    """One place up (-1) or down (1), over the heading at the end of a section. False at the end of the form."""
    places: list[Section | None] = [None, *field.form.sections.order_by("order", "id")]
    siblings = [one for one in in_order(field.form) if one.section_id == field.section_id]
    place = [one.pk for one in siblings].index(field.pk)
    if 0 <= place + direction < len(siblings):
        others = [one for one in siblings if one.pk != field.pk]
        follower = others[place + direction] if place + direction < len(others) else None
        place_field(field, field.section, follower)
        return True
    section_ids = [one.pk if one else None for one in places]
    goal = section_ids.index(field.section_id) + direction
    if not 0 <= goal < len(places):
        return False
    there = [one for one in in_order(field.form) if one.section_id == section_ids[goal]]
    place_field(field, places[goal], there[0] if direction > 0 and there else None)
    return True


def in_order(form: FormDefinition) -> list[FieldDefinition]:
    return list(form.fields.select_related("section").order_by(*READING_ORDER))


def renumber(form: FormDefinition) -> None:
    """Orders count through the form, so that whoever sorts by them alone reads it the same way."""
    for order, field in enumerate(in_order(form)):
        if field.order != order:
            FieldDefinition.objects.filter(pk=field.pk).update(order=order)
