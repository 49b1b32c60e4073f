"""Whether a formula or a linked value may be saved, across all forms."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from forms_engine.calculating.site import Site, known_site, linked_field_of
from forms_engine.calculating.vocabulary import ref_of, table_of
from forms_engine.formulas import FieldRef, FormulaError, Place, find_cycle, refuse_cycle, stored_source
from forms_engine.models import FieldDefinition


def check_formula(field: FieldDefinition, source: str) -> str:
    """`source` as it is to be stored, with the names that never change. Raises FormulaError with its place.

    `field` may be unsaved: its form, section, key, type and unit say where the formula would stand and what it must
    give. Linked values count as leaning on what they copy.
    """
    site = known_site()
    formula = site.compiled(field, source)
    ref = ref_of(field)
    refuse_cycle(ref, formula, _others(site, ref), lambda one: _label(site, field, one))
    return stored_source(formula, site.vocabulary_of(field.form.key, table_of(field)))


def check_link(field: FieldDefinition) -> None:
    """Raises FormulaError when what the linked field's details name would make it lean on itself."""
    site = known_site()
    ref, link = ref_of(field), linked_field_of(field)
    circle = find_cycle({ref: {link.ref}, **_others(site, ref)}) if link is not None else []
    if ref in circle:
        path = " → ".join(f"“{_label(site, field, one)}”" for one in circle)
        words = _("This leads in a circle: %(path)s. A field cannot lean on itself.")
        raise FormulaError("cycle", words % {"path": path}, Place(0, 0, 1, 1))


def _others(site: Site, ref: FieldRef) -> dict[FieldRef, Collection[FieldRef]]:
    return {other: refs for other, refs in site.graph.items() if other != ref}


def _label(site: Site, field: FieldDefinition, ref: FieldRef) -> str:
    return f"{field.form.name} / {field.label}" if ref == ref_of(field) else site.label_of(ref)
