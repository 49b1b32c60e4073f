"""What a change would break elsewhere: formulas, conditions and links that lean on a field."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from forms_engine.builder.refusals import Refused
from forms_engine.builder.vocabularies import Site, kind_of, leaning, read_site, ref_of, table_of
from forms_engine.field_types.linked import LINKED, link_of
from forms_engine.formulas import (
    FieldRef,
    Formula,
    FormulaError,
    Vocabulary,
    find_cycle,
    refuse_cycle,
    shown_source,
    stored_source,
)
from forms_engine.models import FieldDefinition, Section


def broken_things() -> dict[str, Refused]:
    """Everything on the site that leans on something that is not there (any more), by what it is."""
    site = read_site()
    return dict([*_broken_formulas(site), *_broken_conditions(), *_broken_links(site)])


def refuse_new_breaks(before: dict[str, Refused]) -> None:
    """Raises Refused for the first thing that is broken now and was not before."""
    for name, refusal in broken_things().items():
        if name not in before:
            raise refusal


def _broken_formulas(site: Site) -> Iterator[tuple[str, Refused]]:
    formulas = site.formulas()
    for ref, found in formulas.items():
        if isinstance(found, FormulaError):
            words = _("The formula of “%(label)s” would no longer be right: %(words)s Change that formula first.")
            yield f"formula {ref}", Refused("formula_leans_on_it", words % {"label": _label(site, ref), "words": found})
    if circle := find_cycle(leaning(formulas)):
        path = " → ".join(f"“{_label(site, ref)}”" for ref in circle)
        words = _("This leads in a circle: %(path)s. A field cannot lean on itself.")
        yield f"circle {path}", Refused("cycle", words % {"path": path}, "formula")


def _label(site: Site, ref: FieldRef) -> str:
    return site.labels.get(ref, ref.field_key)


def _broken_conditions() -> Iterator[tuple[str, Refused]]:
    living = set(FieldDefinition.objects.filter(retired_at=None).values_list("form_id", "key"))
    for section in Section.objects.exclude(visibility={}).select_related("form"):
        for condition in section.visibility.get("conditions") or ():
            key = condition.get("field")
            if (section.form_id, key) not in living:
                words = _("Section “%(title)s” is shown by the answer to “%(key)s”. Change its condition first.")
                name = f"condition {section.pk} {key}"
                yield name, Refused("condition_leans_on_it", words % {"title": section.title, "key": key})


def _broken_links(site: Site) -> Iterator[tuple[str, Refused]]:
    known = set(site.labels)
    for one in site.fields:
        link = link_of(one) if one.type in LINKED else None
        if link is not None and (link.form_key, link.field_key) not in known:
            words = _("“%(label)s” takes its value from “%(key)s”. Retire that field first.")
            shown = {"label": f"{one.form.name} / {one.label}", "key": link.field_key}
            yield f"link {one.pk}", Refused("link_leans_on_it", words % shown)


def check_formula(site: Site, one: FieldDefinition, source: str) -> Formula:
    """The formula, right for this field and in no circle. Raises FormulaError with its place.

    `one` may be unsaved; its form, section, key, type and unit say where it would stand.
    """
    formula = site.compiled(one, source)
    ref = ref_of(one)
    others = {other: refs for other, refs in leaning(site.formulas()).items() if other != ref}
    labels = site.labels | {ref: f"{one.form.name} / {one.label}"}
    refuse_cycle(ref, formula, others, lambda named: labels.get(named, named.field_key))
    return formula


def spelled_to_store(site: Site, one: FieldDefinition, formula: Formula) -> str:
    return stored_source(formula, _vocabulary(site, one))


def spelled_to_read(site: Site, one: FieldDefinition) -> str:
    """The field's formula with the labels of today; as it is stored where it is no longer right."""
    if not one.formula or kind_of(one) is None:
        return one.formula
    try:
        return shown_source(site.compiled(one, one.formula), _vocabulary(site, one))
    except FormulaError:
        return one.formula


def _vocabulary(site: Site, one: FieldDefinition) -> Vocabulary:
    return site.vocabulary_of(one.form.key, table_of(one))
