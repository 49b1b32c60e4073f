"""What a change would break elsewhere: formulas, conditions and links that lean on a field."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from forms_engine.builder.refusals import Refused
from forms_engine.calculating.site import Site, known_site
from forms_engine.calculating.vocabulary import kind_of, ref_of, table_of
from forms_engine.field_types.linked import LINKED, link_of
from forms_engine.formulas import FieldRef, FormulaError, shown_source
from forms_engine.models import FieldDefinition, Section


def broken_things() -> dict[str, Refused]:
    """Everything on the site that leans on something that is not there (any more), by what it is."""
    site = known_site()
    return dict([*_broken_formulas(site), *_broken_conditions(), *_broken_links(site)])


def refuse_new_breaks(before: dict[str, Refused]) -> None:
    """Raises Refused for the first thing that is broken now and was not before."""
    for name, refusal in broken_things().items():
        if name not in before:
            raise refusal


def living(site: Site) -> list[FieldDefinition]:
    return [one for one in site.fields.values() if one.retired_at is None]


def _broken_formulas(site: Site) -> Iterator[tuple[str, Refused]]:
    for ref, why in site.broken.items():
        if site.fields[ref].retired_at is None:
            words = _("The formula of “%(label)s” would no longer be right: %(words)s Change that formula first.")
            yield f"formula {ref}", Refused("formula_leans_on_it", words % {"label": site.label_of(ref), "words": why})


def _broken_conditions() -> Iterator[tuple[str, Refused]]:
    living_keys = set(FieldDefinition.objects.filter(retired_at=None).values_list("form_id", "key"))
    for section in Section.objects.exclude(visibility={}).select_related("form"):
        for condition in section.visibility.get("conditions") or ():
            key = condition.get("field")
            if (section.form_id, key) not in living_keys:
                words = _("Section “%(title)s” is shown by the answer to “%(key)s”. Change its condition first.")
                name = f"condition {section.pk} {key}"
                yield name, Refused("condition_leans_on_it", words % {"title": section.title, "key": key})


def _broken_links(site: Site) -> Iterator[tuple[str, Refused]]:
    there = living(site)
    known = {ref_of(one) for one in there}
    for one in there:
        link = link_of(one) if one.type in LINKED else None
        if link is not None and FieldRef(link.form_key, link.field_key) not in known:
            words = _("“%(label)s” takes its value from “%(key)s”. Retire that field first.")
            shown = {"label": site.label_of(ref_of(one)), "key": link.field_key}
            yield f"link {one.pk}", Refused("link_leans_on_it", words % shown)


def spelled_to_read(site: Site, one: FieldDefinition) -> str:
    """The field's formula with the labels of today; as it is stored where it is no longer right."""
    if not one.formula or kind_of(one) is None:
        return one.formula
    try:
        return shown_source(site.compiled(one, one.formula), site.vocabulary_of(one.form.key, table_of(one)))
    except FormulaError:
        return one.formula
