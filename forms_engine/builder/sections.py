"""Changes of sections. All happen inside `changing`, and each refusal is a `Refused`."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.builder.fields import renumber
from forms_engine.builder.keys import propose_key
from forms_engine.builder.refusals import Refused
from forms_engine.definition_json import MOST_SECTIONS
from forms_engine.definitions import has_stored_values
from forms_engine.models import FormDefinition, Section


def add_section(form: FormDefinition, said: Mapping[str, Any]) -> Section:
    """At the end of the form, with a key made of its title."""
    if form.sections.count() >= MOST_SECTIONS:
        raise Refused("too_many_sections", _("A form has at most %(most)d sections.") % {"most": MOST_SECTIONS})
    section = Section(form=form, order=form.sections.count(), key=_free_key(form, said["title"]))
    _write(section, said)
    _renumber_sections(form)
    return section


def save_section(section: Section, said: Mapping[str, Any]) -> None:
    """Raises Refused when a table would stop being one, or begin, under values already given."""
    if "key" in said and said["key"] not in ("", section.key):
        words = _("The section keeps its key “%(key)s”: records know its rows by that.")
        raise Refused("key_is_final", words % {"key": section.key}, "key")
    if said.get("is_table", section.is_table) != section.is_table:
        if any(map(has_stored_values, section.fields.all())):
            words = _("“%(title)s” holds values in records; a table keeps them elsewhere. Add a new section instead.")
            raise Refused("table_is_final", words % {"title": section.title}, "is_table")
        section.key = section.key or _free_key(section.form, section.title)
    _write(section, {name: value for name, value in said.items() if name != "key"})


def _free_key(form: FormDefinition, title: str) -> str:
    taken = {*form.fields.values_list("key", flat=True), *form.sections.values_list("key", flat=True)}
    return propose_key(title, taken, empty="section")


def _write(section: Section, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        setattr(section, name, value)
    section.save()


def remove_section(section: Section) -> None:
    """An empty one. Retired fields keep their heading too, for records read it."""
    if section.fields.exists():
        words = _("“%(title)s” still has fields, perhaps retired ones. Move them first.")
        raise Refused("section_has_fields", words % {"title": section.title})
    form = section.form
    section.delete()
    _renumber_sections(form)


def place_section(section: Section, before: Section | None) -> None:
    others = [one for one in section.form.sections.order_by("order", "id") if one.pk != section.pk]
    place = next((place for place, one in enumerate(others) if before and one.pk == before.pk), len(others))
    others.insert(place, section)
    for order, one in enumerate(others):
        Section.objects.filter(pk=one.pk).update(order=order)
    renumber(section.form)


def step_section(section: Section, direction: int) -> bool:
    """One place up (-1) or down (1). False at the end of the form."""
    every = list(section.form.sections.order_by("order", "id"))
    place = [one.pk for one in every].index(section.pk) + direction
    if not 0 <= place < len(every):
        return False
    others = [one for one in every if one.pk != section.pk]
    place_section(section, others[place] if place < len(others) else None)
    return True


def _renumber_sections(form: FormDefinition) -> None:
    for order, section in enumerate(form.sections.order_by("order", "id")):
        if section.order != order:
            Section.objects.filter(pk=section.pk).update(order=order)
