"""How a consultant describes a field: one row among its siblings, or the field's own page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms_engine.admin.confirming import ConfirmedForm, ConfirmedFormSet, RetiringForm, is_to_go
from forms_engine.definitions import reason_to_keep
from forms_engine.field_types import FieldType, all_types, field_type
from forms_engine.field_types.choice import LONGEST_CHOICE
from forms_engine.models import FieldDefinition, Section
from forms_engine.validation import clean_value

MOST_CHOICES = 200
# In letters, so that a row fits a desktop's width.
WIDTHS = {"key": 18, "label": 24, "unit": 6}
# As browsers send it, so that an untouched answer counts as untouched.
NEWLINE = "\r\n"


def type_choices() -> list[tuple[str, Any]]:
    return [("", "—"), *((name, kind.label) for name, kind in all_types().items())]


def fillable_choices() -> list[tuple[str, Any]]:
    """What a field made by hand may be: of the others a connector only can bring the values."""
    return [("", "—"), *((name, kind.label) for name, kind in all_types().items() if kind.is_fillable)]


class FieldRowForm(RetiringForm):
    """A field as a row of its form; the rest is on its own page. Key and type are fixed once it is saved."""

    type = forms.ChoiceField(label=_("type"), choices=type_choices)

    class Meta:
        model = FieldDefinition
        fields = ["order", "section", "key", "label", "type", "unit", "is_required"]

    def __init__(self, *args: Any, section_choices: Sequence[tuple[Any, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "section" in self.fields:
            self.fields["section"].widget.choices = section_choices
        for name, size in WIDTHS.items():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"class": "", "size": size}
        if self.instance.pk:
            for name in {"key", "type"} & set(self.fields):
                self.fields[name].disabled = True
        elif "type" in self.fields:
            kind: Any = self.fields["type"]
            kind.choices = fillable_choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        section = cleaned.get("section")
        if section is not None and section.form_id != self.instance.form_id:
            self.add_error("section", ValidationError(_("This section belongs to another form.")))
        if not self.instance.api_name and (key := cleaned.get("key")):
            self.instance.api_name = key
            if FieldDefinition.objects.filter(form_id=self.instance.form_id, api_name=key).exists():
                self.add_error("key", ValidationError(_("Another field of this form has this API name.")))
        return cleaned


class FieldFormSet(ConfirmedFormSet):
    """The fields of one form."""

    @cached_property
    def section_choices(self) -> list[tuple[Any, str]]:
        """Asked once, not once a row."""
        sections = Section.objects.filter(form=self.instance) if self.instance.pk else Section.objects.none()
        return [("", "—"), *((section.pk, section.title) for section in sections)]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"section_choices": self.section_choices}

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """No box to delete what a connector writes; whoever sends it all the same reads why not."""
        super().add_fields(form, index)
        if form.instance.written_by:
            form.fields[DELETION_FIELD_NAME].widget = forms.HiddenInput()

    def clean(self) -> None:
        """Why a row stays is said first: Django's own check says it in words for programmers."""
        for row in self.forms:
            if is_to_go(row) and (reason := reason_to_keep(row.instance)):
                raise ValidationError(reason, code="kept")
        super().clean()


class FieldPageForm(FieldRowForm, ConfirmedForm):
    """Everything about one field; its type is only shown."""

    type = None  # type: ignore[assignment]
    choices = forms.CharField(
        label=_("choices"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For choice types: one per line."),
    )
    default = forms.CharField(
        label=_("default"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What stands in an empty form, written as a person would write it; several choices one per line."),
    )

    class Meta:
        model = FieldDefinition
        exclude = ["form", "written_by", "retired_at"]
        widgets = {"visible_to": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"] = NEWLINE.join(self.instance.choices)
        self.initial["default"] = typed_default(self.instance)

    @property
    def managed_by(self) -> str:
        return self.instance.form.managed_by

    def clean_choices(self) -> list[str]:
        words = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if len(words) > MOST_CHOICES or any(len(word) > LONGEST_CHOICE for word in words):
            raise ValidationError(_("At most 200 choices of at most 200 characters each."))
        return list(dict.fromkeys(words))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        low, high = cleaned.get("minimum"), cleaned.get("maximum")
        if low is not None and high is not None and low > high:
            self.add_error("maximum", ValidationError(_("The highest allowed lies below the lowest.")))
        if "default" in cleaned:
            cleaned["default"] = self._clean_default(cleaned)
        return cleaned

    def _clean_default(self, cleaned: dict[str, Any]) -> Any:
        """The default as a value of this field, by its type and within its limits as just typed."""
        typed = cleaned["default"].strip()
        if not typed:
            return None
        kind = field_type(self.instance.type)
        if not kind.is_fillable:
            self.add_error("default", ValidationError(_("Nobody fills this type of field; it has no default.")))
            return None
        meant = FieldDefinition(
            type=self.instance.type,
            choices=cleaned.get("choices", []),
            minimum=cleaned.get("minimum"),
            maximum=cleaned.get("maximum"),
        )
        raw: object = typed.splitlines() if is_several(kind) else typed
        try:
            return clean_value(meant, raw, by_connector=False)
        except ValidationError as error:
            self.add_error("default", error)
            return None


def is_several(kind: FieldType) -> bool:
    return kind.name == "choices"


def typed_default(field: FieldDefinition) -> str:
    """A stored default as a person would write it."""
    if field.default is None:
        return ""
    kind = field_type(field.type)
    shown = field.default if kind.name == "datetime" else kind.initial(field.default)
    return NEWLINE.join(shown) if is_several(kind) else str(shown)
