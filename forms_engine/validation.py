"""Values against a definition: what may come in, made canonical, with complaints by field key."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_engine.errors import ClosedField, InvalidValues, RetiredField, UnknownField
from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, FormDefinition

# Their values never stand in a record's JSON, whoever sends them.
NEVER_IN_A_RECORD = frozenset({"secret", "link"})
EMPTY: tuple[object, ...] = (None, "", [], ())


def clean_values(form: FormDefinition, raw: Mapping[str, object], *, by_connector: bool) -> dict[str, Any]:
    """Field key → canonical value for the keys of `raw`; keys that `raw` lacks are not judged.

    One query, none when `form` comes with its fields prefetched (`prefetch_related("fields")`).
    From people an empty answer becomes None, which clears the field, and is refused where the field is required;
    fields a connector writes, secrets, links and series are closed to them. From a connector an empty value is left
    out (not measured), and so is a value of a retired field, so that retiring a field does not stop a feed; the
    limits a consultant set are for people and do not refuse what a ring measured.
    Raises InvalidValues with all complaints; UnknownField, RetiredField (people only) and ClosedField at once.
    """
    fields = {field.key: field for field in form.fields.all()}
    cleaned: dict[str, Any] = {}
    complaints: dict[str, list[str]] = {}
    for key, value in raw.items():
        field = _open_field(fields, key, by_connector)
        if field.retired_at and by_connector:
            continue
        try:
            clean = clean_value(field, value, by_connector=by_connector)
        except ValidationError as error:
            complaints[key] = list(error.messages)
            continue
        if clean is not None or not by_connector:
            cleaned[key] = clean
    if complaints:
        raise InvalidValues(complaints)
    return cleaned


def clean_value(field: FieldDefinition, raw: object, *, by_connector: bool) -> Any:
    """One canonical value, or None for an empty one. Raises ValidationError."""
    if isinstance(raw, str):
        raw = raw if raw.strip() else None
    if raw in EMPTY:
        if field.is_required and not by_connector:
            raise ValidationError(_("This is required."), code="required")
        return None
    kind = field_type(field.type)
    value = kind.clean(field, raw)
    return value if by_connector else kind.within_limits(field, value)


def _open_field(fields: Mapping[str, FieldDefinition], key: str, by_connector: bool) -> FieldDefinition:
    field = fields.get(key)
    if field is None:
        raise UnknownField(_("This form has no field “%(key)s”.") % {"key": str(key)[:80]})
    if field.type in NEVER_IN_A_RECORD:
        raise ClosedField(_("“%(label)s” is not written this way.") % {"label": field.label})
    if not by_connector:
        if field.written_by or not field_type(field.type).is_fillable:
            raise ClosedField(_("“%(label)s” is filled by a connector, not by hand.") % {"label": field.label})
        if field.retired_at:
            raise RetiredField(_("“%(label)s” is retired: it can be read, not filled.") % {"label": field.label})
    return field
