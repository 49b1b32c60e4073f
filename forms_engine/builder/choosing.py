"""What the consultant has in hand: a field, its standards, a section, the form's settings, or something new; each with
its panel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from forms_engine.builder.field_panel import FieldPanel
from forms_engine.builder.form_panel import SettingsPanel
from forms_engine.builder.refusals import Refused
from forms_engine.builder.section_panel import SectionPanel
from forms_engine.builder.standards_panel import StandardsPanel
from forms_engine.builder.type_settings import HISTORY, is_offered
from forms_engine.calculating.site import Site, known_site
from forms_engine.field_types import all_types
from forms_engine.formulas import Sort
from forms_engine.models import FieldDefinition, FormDefinition, Section

FIELD, SECTION, SETTINGS, STANDARDS, NOTHING = "field", "section", "settings", "standards", ""
# The address and the hidden boxes of a panel's form say the same; there the underscore keeps them from the boxes.
NAMES = ("field", "section", "settings", "standards", "new", "in", "preset")


@dataclass(frozen=True)
class Chosen:
    """`sort`: field, section, settings, standards or "". `query`: the part of the address that chooses it again."""

    sort: str = NOTHING
    panel: Any = None
    query: Mapping[str, str] | None = None

    @property
    def mark(self) -> str:
        """Tells one thing in hand from another."""
        return "-".join(f"{name}-{value}" for name, value in (self.query or {}).items())

    @property
    def hidden(self) -> list[tuple[str, str]]:
        return [(f"_{name}", value) for name, value in (self.query or {}).items()]


def query_of(data: QueryDict | Mapping[str, Any], *, is_posted: bool, names: Sequence[str] = NAMES) -> dict[str, str]:
    prefix = "_" if is_posted else ""
    said = {name: str(data.get(f"{prefix}{name}", "")) for name in names}
    return {name: value[:80] for name, value in said.items() if value}


def choose(form: FormDefinition, query: Mapping[str, str], data: QueryDict | None = None) -> Chosen:
    """The thing and its panel, bound when there is `data`. Raises Refused when it is gone."""
    if "settings" in query:
        return Chosen(SETTINGS, SettingsPanel(data, instance=form), query)
    if "field" in query:
        return Chosen(FIELD, field_panel(find_field(form, query["field"]), data), query)
    if "standards" in query:
        return Chosen(STANDARDS, StandardsPanel(data, instance=find_field(form, query["standards"])), query)
    if "section" in query:
        section = Section(form=form) if query["section"] == "new" else find_section(form, query["section"])
        return Chosen(SECTION, SectionPanel(data, instance=section), query)
    if "new" in query:
        return Chosen(FIELD, field_panel(_new_field(form, query), data), query)
    return Chosen()


def field_panel(field: FieldDefinition, data: QueryDict | None = None) -> FieldPanel:
    return FieldPanel(data, instance=field, site=known_site())


def find_field(form: FormDefinition, pk: str) -> FieldDefinition:
    found = form.fields.select_related("section").filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None
    if found is None:
        raise Refused("gone", _("This field is no longer there."))
    found.form = form
    return found


def find_section(form: FormDefinition, pk: str) -> Section:
    found = form.sections.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None
    if found is None:
        raise Refused("gone", _("This section is no longer there."))
    found.form = form
    return found


def find_place(form: FormDefinition, pk: str) -> Section | None:
    """The section of this id, None for the fields before the first heading."""
    return find_section(form, pk) if pk else None


def _new_field(form: FormDefinition, query: Mapping[str, str]) -> FieldDefinition:
    kind = all_types().get(query["new"])
    if kind is None or not is_offered(kind):
        raise Refused("not_by_hand", _("Only a connector brings fields of this type."), "type")
    field = FieldDefinition(form=form, section=find_place(form, query.get("in", "")), type=kind.name)
    if query.get("preset") == HISTORY:
        field.formula = _history_template(form, known_site())
    return field


def _history_template(form: FormDefinition, site: Site) -> str:
    """Over the first number of the form, for the consultant to put another in its place."""
    known = site.forms[form.key].fields
    numbers = [one.label for one in known if one.kind and one.kind.sort is Sort.NUMBER and one.table is None]
    return f"history_mean([{next(iter(numbers), _('field'))}], 28 days, at least 3, without today)"
