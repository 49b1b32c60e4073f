"""The form as it lies before the consultant: sections and fields in order, each in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.builder.conditions import WITHOUT_VALUE, WORDS, typed_value
from forms_engine.builder.fields import in_order, is_managed
from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, FormDefinition, Section


@dataclass(frozen=True)
class ShownField:
    field: FieldDefinition
    type: Any
    marks: list[str]
    is_managed: bool


@dataclass(frozen=True)
class ShownSection:
    """`section` None: the fields before the first heading. `shown_when`: "" for always."""

    section: Section | None
    fields: list[ShownField]
    shown_when: str = ""

    @property
    def pk(self) -> int | str:
        return self.section.pk if self.section else ""


@dataclass(frozen=True)
class Paper:
    sections: list[ShownSection]
    retired: list[ShownField]

    @property
    def is_blank(self) -> bool:
        return not any(one.fields for one in self.sections)


def lay_out(form: FormDefinition) -> Paper:
    """Four queries."""
    every = in_order(form)
    prefetch_related_objects(every, "standards")
    living = [field for field in every if field.retired_at is None]
    known = {field.key: field for field in every}
    sections: Iterable[Section | None] = [None, *form.sections.order_by("order", "id")]
    return Paper(
        [
            ShownSection(
                section,
                [_shown(field) for field in living if field.section_id == (section.pk if section else None)],
                _shown_when(section, known) if section else "",
            )
            for section in sections
        ],
        [_shown(field) for field in every if field.retired_at is not None],
    )


def _shown(field: FieldDefinition) -> ShownField:
    kind = field_type(field.type)
    marks = []
    if field.unit:
        marks.append(field.unit)
    if field.choices:
        count = len(field.choices)
        marks.append(ngettext("%(count)d option", "%(count)d options", count) % {"count": count})
    if field.is_required:
        marks.append(_("required"))
    if field.is_critical:
        marks.append(_("critical information"))
    if field.is_list_column:
        marks.append(_("in lists"))
    if count := len(field.standards.all()):
        marks.append(ngettext("%(count)d standard", "%(count)d standards", count) % {"count": count})
    return ShownField(field, kind.label, marks, is_managed(field))


def _shown_when(section: Section, known: dict[str, FieldDefinition]) -> str:
    conditions = section.visibility.get("conditions") or []
    joint = _(" or ") if section.visibility.get("rule") == "any" else _(" and ")
    return joint.join(_condition_words(one, known.get(one["field"])) for one in conditions)


def _condition_words(condition: dict[str, Any], field: FieldDefinition | None) -> str:
    label = field.label if field else condition["field"]
    test = WORDS.get(condition["test"], condition["test"])
    if condition["test"] in WITHOUT_VALUE:
        return f"“{label}” {test}"
    value = ", ".join(typed_value(condition, field).splitlines())
    return f"“{label}” {str(test).partition(' (')[0]} {value}"
