"""A definition becomes a Django form: what the person may fill, nothing else."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition
from forms_engine.permissions import is_writable
from forms_engine.sections import by_section
from forms_engine.validation import clean_value

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


class RecordForm(forms.Form):
    """Filled by `build_form`. After `is_valid`, `values` holds field key → canonical value, None for no answer."""

    definitions: ClassVar[Sequence[FieldDefinition]] = ()
    values: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not as class attributes: there a key such as "prefix" would meet Django's own.
        self.fields.update({field.key: _form_field(field) for field in self.definitions})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values = {}
        for field in self.definitions:
            if field.key not in cleaned:
                continue
            try:
                self.values[field.key] = clean_value(field, cleaned[field.key], by_connector=False)
            except ValidationError as error:
                self.add_error(field.key, error)
        return cleaned

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """(title or "", bound fields) in reading order; what is no field of the definition comes first."""
        keys = {field.key for field in self.definitions}
        own = [bound for bound in self.visible_fields() if bound.name not in keys]
        titled = [(title, [self[field.key] for field in fields]) for title, fields in by_section(self.definitions)]
        return [("", own), *titled] if own else titled

    @property
    def changed_values(self) -> dict[str, Any]:
        """Of `values` those that differ from what stood in the form when it opened."""
        return {key: value for key, value in self.values.items() if key in self.changed_data}


class DatedForm(forms.Form):
    """The date of an event's record. The underscore keeps it apart from field keys, which begin with a letter."""

    _occurred_on = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )

    @property
    def occurred_on(self) -> date:
        day: date = self.cleaned_data["_occurred_on"]
        return day


class OnceForm(forms.Form):
    """The id made when the page opened, so that a double click is one record."""

    _id = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def source_id(self) -> str:
        made: UUID = self.cleaned_data["_id"]
        return str(made)


def build_form(fields: Sequence[FieldDefinition], *parts: type[forms.Form]) -> type[Any]:
    """A form class that asks for the fillable ones of `fields` (of `visible_fields`), with `parts` mixed in.

    Unit in the label; help, required, lowest and highest as defined; defaults are `first_answers`'.
    """
    definitions = [field for field in fields if is_writable(field)]
    return type("BuiltRecordForm", (*parts, RecordForm), {"definitions": definitions})


def first_answers(fields: Sequence[FieldDefinition], values: Mapping[str, Any] | None) -> dict[str, Any]:
    """What stands in the form when it opens: the record's values, or the defaults when there is no record yet."""
    if values is None:
        values = {field.key: field.default for field in fields if field.default is not None}
    return {
        field.key: field_type(field.type).initial(values[field.key])
        for field in fields
        if field.key in values and is_writable(field)
    }


def _form_field(field: FieldDefinition) -> forms.Field:
    asked = field_type(field.type).form_field(field)
    asked.label = _("%(label)s (%(unit)s)") % {"label": field.label, "unit": field.unit} if field.unit else field.label
    asked.help_text = field.help
    asked.required = field.is_required
    asked.widget.is_required = field.is_required
    return asked
