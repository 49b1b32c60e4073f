"""Bindings: which feed fills which form; switched off and on with the consultant's word."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.site_admin import SiteModelAdmin
from sync.admin.inlines import ReadOnlyInline
from sync.models import Binding, BoundValue


class BindingForm(forms.ModelForm):
    """One feed on or off for everybody: never by a slip of the hand."""

    confirm_consequences = forms.BooleanField(
        label=_("I am a consultant and want this change, with its consequences"),
        required=False,
        help_text=_(
            "A binding that is not in use fills nothing, for anybody: boards and athletes see no new values of this "
            "feed until it is in use again. Values that are there stay."
        ),
    )

    class Meta:
        model = Binding
        fields = ["is_active"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "is_active" in self.changed_data and not cleaned.get("confirm_consequences"):
            words = _("Nothing was saved. Read what follows from it, tick that you want the change, and save again.")
            self.add_error("confirm_consequences", ValidationError(words, code="not_confirmed"))
        return cleaned


class BoundValueInline(ReadOnlyInline):
    model = BoundValue
    fields = ("value", "field")


@admin.register(Binding)
class BindingAdmin(SiteModelAdmin):
    """The shift is shown, and changed by a job with history, never by a plain edit."""

    form = BindingForm
    list_display = ("provider", "feed", "form", "date_shift_days", "is_active")
    list_select_related = ("form",)
    inlines = (BoundValueInline,)
    fields = ("provider", "feed", "form", "date_shift_days", "is_active", "confirm_consequences")
    readonly_fields = ("provider", "feed", "form", "date_shift_days")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Binding | None = None) -> bool:
        return False
