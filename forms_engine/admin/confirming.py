"""What every admin page of a definition shares: retiring by a tick, and the consultant's word before a connector's
form is touched."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms_engine.models import FormDefinition

CONFIRM = "confirm_consequences"
CONSEQUENCES = _(
    "A connector writes this form. Adding, changing or retiring a field can have consequences you did not intend: "
    "values may no longer arrive, boards may lose columns, athletes may read other words than they agreed to. "
    "Changing its permissions changes who may see athletes' data."
)
NOT_CONFIRMED = _(
    "Nothing was saved. A connector writes this form: read the warning next to Save, tick that you want the change, "
    "and save again."
)


class RetiringForm(forms.ModelForm):
    """`retired_at` as a tick: ticked now is retired now, unticked is in use again."""

    is_retired = forms.BooleanField(
        label=_("retired"), required=False, help_text=_("Kept for reading, no longer asked or written.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_retired"].initial = self.instance.retired_at is not None

    def save(self, commit: bool = True) -> Any:
        if not self.cleaned_data["is_retired"]:
            self.instance.retired_at = None
        elif self.instance.retired_at is None:
            self.instance.retired_at = timezone.now()
        return super().save(commit)


class ConfirmedForm(RetiringForm):
    """Asks for a tick before anything of a managed form changes. The admin shows the tick for those only."""

    confirm_consequences = forms.BooleanField(
        label=_("I am a consultant and want this change, with its consequences"),
        required=False,
        help_text=CONSEQUENCES,
    )

    @property
    def managed_by(self) -> str:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        changed = set(self.changed_data) - {CONFIRM}
        if self.managed_by and changed and not cleaned.get(CONFIRM):
            self.add_error(CONFIRM, ValidationError(NOT_CONFIRMED, code="not_confirmed"))
        return cleaned


class ConfirmedFormSet(BaseInlineFormSet):
    """Rows of a form, under the same tick as the form itself."""

    instance: FormDefinition

    def clean(self) -> None:
        super().clean()
        if self.instance.managed_by and self.has_changed() and not is_confirmed(self.data):
            raise ValidationError(NOT_CONFIRMED, code="not_confirmed")


def is_confirmed(data: Mapping[str, Any]) -> bool:
    """Whether the tick came with a POST."""
    return bool(data.get(CONFIRM))


def is_to_go(row: forms.ModelForm) -> bool:
    """Whether the row of a formset is marked to be deleted."""
    return bool(row.cleaned_data.get(DELETION_FIELD_NAME))
