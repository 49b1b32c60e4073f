"""What leans on fields: said before they retire, and before the scores of their options change.

Calculations, links and standards stand here; dashboards and alert rules answer by the socket (`extension.plug_uses`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.calculating.site import Site
from forms_engine.calculating.vocabulary import ref_of
from forms_engine.definition_json import all_fields
from forms_engine.extension import uses_of
from forms_engine.models import FieldDefinition, FormDefinition
from forms_engine.standards import rules_of
from forms_engine.together import scores_of

Document = Mapping[str, Any]


@dataclass(frozen=True)
class ShownUse:
    """`words` name it, within a sentence; `url` is where it is changed."""

    words: str
    url: str


def uses_of_fields(fields: Sequence[FieldDefinition], site: Site) -> list[ShownUse]:
    """Everything that leans on any of `fields` (each with its form), each once. Three statements, none for none."""
    if not fields:
        return []
    outer = (ShownUse(one.words, one.url) for one in uses_of(fields))
    return list(dict.fromkeys([*_reckoned_of(fields, site), *_standards_of(fields), *outer]))


def _reckoned_of(fields: Sequence[FieldDefinition], site: Site) -> Iterator[ShownUse]:
    refs = {ref_of(one) for one in fields}
    for ref, made_of in site.graph.items():
        one = site.fields.get(ref)
        if one is not None and one.retired_at is None and ref not in refs and not refs.isdisjoint(made_of):
            words = _("calculation “%(label)s”") % {"label": site.label_of(ref)}
            yield ShownUse(words, f"{reverse('admin:forms_builder_form', args=[ref.form_key])}?field={one.pk}")


def _standards_of(fields: Sequence[FieldDefinition]) -> Iterator[ShownUse]:
    rules = rules_of(fields)
    for one in fields:
        if count := len(rules.get(one.pk, ())):
            words = ngettext("%(count)d standard of “%(label)s”", "%(count)d standards of “%(label)s”", count)
            url = f"{reverse('admin:forms_builder_form', args=[one.form.key])}?standards={one.pk}"
            yield ShownUse(words % {"count": count, "label": one.label}, url)


def still_used_words(uses: Iterable[ShownUse]) -> str:
    """ "Still used by: dashboard “Load”." with a space before it; "" for nothing."""
    named = ", ".join(one.words for one in uses)
    return " " + _("Still used by: %(uses)s.") % {"uses": named} if named else ""


def limit_warnings(fields: Sequence[FieldDefinition], site: Site) -> list[str]:
    """A sentence for all that compares with a number on the scale of `fields`, or of what is reckoned of them."""
    refs = {ref_of(one) for one in fields}
    reckoned = [
        one for ref, one in site.fields.items() if ref not in refs and refs & (site.made_of(ref) or frozenset())
    ]
    words = _("%(what)s compares “%(label)s” with %(limit)s and stays as it is. Look whether that is still meant.")
    affected = {one.pk: one for one in (*fields, *reckoned)}
    told = (
        words
        % {"what": one.words[:1].upper() + one.words[1:], "label": affected[one.field_id].label, "limit": one.limit}
        for one in uses_of(list(affected.values()))
        if one.limit
    )
    return list(dict.fromkeys(told))


def import_warnings(form: FormDefinition, before: Document, after: Document, site: Site) -> list[str]:
    """What an import would leave behind elsewhere: of fields it retires, and of options whose scores it changes."""
    standing = {one["key"]: one for one in all_fields(before) if not one["retired"]}
    wanted = {one["key"]: one for one in all_fields(after) if not one["retired"]}
    is_over = after["form"]["retired"] and not before["form"]["retired"]
    gone = {key for key in standing if is_over or key not in wanted}
    rescored = {
        key
        for key, one in standing.items()
        if key in wanted and scores_of(one["details"]) != scores_of(wanted[key]["details"])
    }
    fields = {one.key: one for one in form.fields.filter(key__in=gone | rescored).select_related("form")}
    retiring = [fields[key] for key in standing if key in gone]
    told = [
        _("“%(label)s” would be retired and is used by: %(uses)s.") % {"label": one.label, "uses": uses}
        for one in retiring
        if (uses := ", ".join(use.words for use in uses_of_fields([one], site)))
    ]
    return [*told, *limit_warnings([fields[key] for key in standing if key in rescored], site)]
