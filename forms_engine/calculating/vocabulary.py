"""Definitions as formulas know them."""

from collections.abc import Iterable

from forms_engine.errors import UnknownType
from forms_engine.field_types import FieldType, field_type
from forms_engine.field_types.date import Date
from forms_engine.field_types.duration import Duration
from forms_engine.field_types.number import Number
from forms_engine.field_types.options import options_of
from forms_engine.field_types.text import Text
from forms_engine.field_types.yes_no import YesNo
from forms_engine.formulas import Choosable, FieldRef, Kind, KnownField, KnownForm, KnownTable, Sort, kind_of_field
from forms_engine.models import FieldDefinition, FormDefinition

# A type of which the language does not know the name is what it is built on.
SORTS: tuple[tuple[type[FieldType], Sort], ...] = (
    (Duration, Sort.DURATION),
    (Number, Sort.NUMBER),
    (Date, Sort.DATE),
    (Text, Sort.TEXT),
    (YesNo, Sort.YES_NO),
)
CLOSED = frozenset({"secret", "link", "series", "attachment", "matrix"})


def ref_of(field: FieldDefinition) -> FieldRef:
    return FieldRef(field.form.key, field.key)


def table_of(field: FieldDefinition) -> str:
    """The key of the table whose column the field is, "" for any other."""
    return field.section.key if field.section is not None and field.section.is_table else ""


def kind_of(field: FieldDefinition) -> Kind | None:
    """What the field is in a formula; None for what formulas may not see."""
    if field.type in CLOSED:
        return None
    options = [Choosable(option.word, option.score) for option in options_of(field)]
    return kind_of_field(field.type, field.unit, options) or _inherited_kind(field)


def know_form(form: FormDefinition, fields: Iterable[FieldDefinition]) -> KnownForm:
    """The form with those of `fields` that are its own, in their order."""
    return KnownForm(
        form.key,
        form.name,
        tuple(_know_field(field) for field in fields if field.form_id == form.pk),
        is_profile=form.kind == FormDefinition.Kind.PROFILE,
        dates_the_night=form.dates_the_night,
    )


def _know_field(field: FieldDefinition) -> KnownField:
    is_column = field.section is not None and field.section.is_table
    table = KnownTable(field.section.key, field.section.title) if field.section is not None and is_column else None
    return KnownField(field.key, field.label, field.api_name, kind_of(field), table)


def _inherited_kind(field: FieldDefinition) -> Kind | None:
    try:
        kind = field_type(field.type)
    except UnknownType:
        return None
    sort = next((sort for ancestor, sort in SORTS if isinstance(kind, ancestor)), None)
    return None if sort is None else Kind(sort, field.unit.strip() if sort is Sort.NUMBER else "")
