"""Whom a calculation or linked value stays closed to: whoever may not see all that it is made of."""

from collections.abc import Callable, Collection, Iterable
from functools import cache

from forms_engine.calculating.site import Site, known_site
from forms_engine.calculating.vocabulary import ref_of
from forms_engine.field_types.calculated import CALCULATED
from forms_engine.field_types.linked import LINKED
from forms_engine.formulas import FieldRef
from forms_engine.models import FieldDefinition

# Ids of the forms that may be linked or read; asked for only where something comes from another form.
Linkable = Callable[[], Collection[int]]


def closed_among(
    fields: Iterable[FieldDefinition], held: Collection[str], linkable: Linkable, *, is_self: bool
) -> set[int]:
    """Ids of those of `fields`, each with its form, that are made of something closed to who is in the roles `held`.

    Oneself sees every field, and what is calculated of them. No query where nothing is derived, else one.
    """
    derived = LINKED if is_self else LINKED | CALCULATED
    asked = [field for field in fields if field.type in derived]
    if not asked:
        return set()
    return _closed_in(known_site(), asked, None if is_self else held, linkable)


def closed_about_others(held: Collection[str], linkable: Linkable) -> set[int]:
    """Ids of all derived fields of the site that are made of something closed to these roles. One query."""
    site = known_site()
    derived = [field for field in site.fields.values() if field.type in LINKED | CALCULATED]
    return _closed_in(site, derived, held, linkable)


def _closed_in(
    site: Site, derived: Iterable[FieldDefinition], held: Collection[str] | None, linkable: Linkable
) -> set[int]:
    linkable = cache(linkable)
    return {field.pk for field in derived if _is_closed(site, ref_of(field), held, linkable)}


def _is_closed(site: Site, ref: FieldRef, held: Collection[str] | None, linkable: Linkable) -> bool:
    """`held` None: every field is open. Fields of its own form are open without a right to link it."""
    made_of = site.made_of(ref)
    if made_of is None:
        return True
    for one in made_of:
        source = site.fields.get(one)
        if source is None or (held is not None and not is_open_to(source, held)):
            return True
    return any(one.form_key != ref.form_key and site.form_ids[one.form_key] not in linkable() for one in made_of)


def is_open_to(field: FieldDefinition, held: Collection[str]) -> bool:
    """Whether the field's own roles (`role_names`) let them see it."""
    names: list[str] = field.role_names  # type: ignore[attr-defined]
    return not names or not set(names).isdisjoint(held)
