"""How a form looks to whoever fills it: the very page parts of filling, seen with the rights of one role."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from forms_engine.builder.samples import sample_of
from forms_engine.definitions import LETTERS
from forms_engine.field_types import field_type
from forms_engine.form_builder import AskedSection, DatedForm, OnceForm, build_form, first_answers
from forms_engine.judged import ShownEntry
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission
from forms_engine.permissions import is_writable, visible_fields
from forms_engine.sections import is_column
from people import roles
from people.models import Person


@dataclass(frozen=True)
class Preview:
    """`words`: what the role may do with the form. `asked` is None where it fills nothing."""

    form: FormDefinition
    role: str
    is_self: bool
    words: str
    asked: Any = None
    sections: Sequence[AskedSection] = ()


def preview_form(form: FormDefinition, role: str, today: date) -> Preview:
    """The form before its first answer, to somebody with this one role; an athlete sees it about themself."""
    is_self = role == roles.ATHLETE
    line = FormPermission.objects.filter(form=form, role__name=role).first()
    letters = {letter for letter, name in LETTERS.items() if line is not None and getattr(line, name)}
    if not letters & {"r", "w"}:
        return Preview(form, role, is_self, _("%(role)s does not see this form.") % {"role": role})
    viewer = _somebody(role)
    fields = visible_fields(viewer, viewer if is_self else None, form)
    fills = "w" in letters
    asked = _asked(form, fields, viewer if fills else _somebody(""), today, fills=fills)
    # Conditions hang on answers; who only reads gives none and is shown what there may be to read.
    sections = [
        replace(one, shown=_shown(one, fields), conditions=one.conditions if fills else "") for one in asked.sections()
    ]
    words = _("%(role)s fills this form.") if fills else _("%(role)s reads this form and does not fill it.")
    return Preview(form, role, is_self, words % {"role": role}, asked if fills else None, sections)


def _somebody(role: str) -> Person:
    """Nobody who exists, in this one role; nothing is asked of the database about them."""
    person = Person(is_active=True)
    person._role_names = frozenset({role} - {""})  # type: ignore[attr-defined]
    return person


def _asked(form: FormDefinition, fields: list[FieldDefinition], viewer: Person, today: date, *, fills: bool) -> Any:
    parts = [DatedForm, OnceForm] if form.kind == FormDefinition.Kind.EVENT and fills else []
    closed = [one for one in fields if not (fills and is_writable(one, viewer)) and not is_column(one)]
    standing = {one.key: sample for one in closed if (sample := sample_of(one, today)) is not None}
    if not fills:
        fields = [_closed(one) for one in fields]
    initial = {"_id": uuid4(), "_occurred_on": today, **first_answers(fields, None)}
    return build_form(fields, *parts, viewer=viewer)(initial=initial, standing=standing)


def _closed(field: FieldDefinition) -> FieldDefinition:
    """The field as somebody meets it who may not fill it."""
    field.written_by = field.written_by or "nobody"
    return field


def _shown(section: AskedSection, fields: Sequence[FieldDefinition]) -> list[ShownEntry]:
    """In place of sample values who gives the real ones."""
    by_label = {one.label: one for one in fields}
    return [ShownEntry(one.label, _giver(by_label[one.label])) for one in section.shown if one.label in by_label]


def _giver(field: Any) -> str:
    if field_type(field.type).writer:
        return _("filled in by Ringside")
    if field.editor_names:
        return _("filled in by %(roles)s") % {"roles": ", ".join(sorted(field.editor_names))}
    return _("to be read")
