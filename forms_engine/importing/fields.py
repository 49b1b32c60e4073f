"""Which fields of a form somebody may import, and why the others are closed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from forms_engine.extension import source_name
from forms_engine.field_types.base import CALCULATION
from forms_engine.flat import NEVER_IN_A_ROW, FlatColumn, flat_columns
from forms_engine.models import FieldDefinition, FormDefinition
from forms_engine.permissions import is_writable, visible_fields
from people.models import Person


@dataclass(frozen=True)
class ClosedColumn:
    """A field that no file may fill, and the reason in words."""

    label: str
    reason: str


def importable_columns(viewer: Person, form: FormDefinition) -> list[FlatColumn]:
    """The columns a file may fill when `viewer` sends it: what they see about others and may fill by hand."""
    fields = [field for field in visible_fields(viewer, None, form) if is_writable(field, viewer)]
    return flat_columns(fields)


def closed_columns(viewer: Person, form: FormDefinition) -> list[ClosedColumn]:
    """The fields they see and no file may fill."""
    open_keys = {column.owner.pk for column in importable_columns(viewer, form)}
    seen = [field for field in visible_fields(viewer, None, form) if field.type != "link"]
    return [ClosedColumn(field.label, _reason(field)) for field in seen if field.pk not in open_keys]


def _reason(field: FieldDefinition) -> str:
    if field.type == "secret":
        return _("holds a secret: no file brings or takes one")
    if field.written_by == CALCULATION:
        return _("is calculated: it follows by itself")
    if field.written_by:
        return _("is written by %(name)s") % {"name": source_name(field.written_by)}
    if field.type in NEVER_IN_A_ROW:
        return _("holds files or series, which do not fit a cell")
    return _("your roles may not fill it; a consultant says who may")
