"""A field's own page; fields are added in their form."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forms_engine.admin.confirming import CONFIRM
from forms_engine.admin.field_forms import FieldPageForm
from forms_engine.definitions import reason_to_keep
from forms_engine.extension import source_name
from forms_engine.models import FieldDefinition, Section
from people.site_admin import SiteModelAdmin

FIXED = ["form", "key", "type", "api_name", "writer"]


@admin.register(FieldDefinition)
class FieldDefinitionAdmin(SiteModelAdmin[FieldDefinition]):
    form = FieldPageForm
    actions = None
    list_display = ["label", "form", "key", "type", "unit", "order"]
    list_filter = ["form"]
    list_select_related = ["form"]
    search_fields = ["label", "key"]
    readonly_fields = FIXED

    @admin.display(description=_("written by"), empty_value="–")
    def writer(self, field: FieldDefinition) -> str:
        return source_name(field.written_by)

    def get_fieldsets(self, request: HttpRequest, obj: FieldDefinition | None = None) -> Any:
        sets: list[Any] = [
            (None, {"fields": ["form", "key", "type", "api_name", "writer"]}),
            (_("Asking"), {"fields": ["label", "section", "order", "unit", "help", "is_required", "default"]}),
            (_("What is allowed"), {"fields": ["minimum", "maximum", "decimals", "choices"]}),
            (_("Who and how long"), {"fields": ["visible_to", "is_retired"]}),
        ]
        if obj is not None and obj.form.managed_by:
            sets.append((_("Before you save"), {"fields": [CONFIRM], "classes": ["confirming"]}))
        return sets

    def get_form(
        self, request: HttpRequest, obj: FieldDefinition | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            return form
        sections = [("", "—"), *Section.objects.filter(form=obj.form).values_list("pk", "title")]

        class OneFieldForm(form):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, section_choices=sections, **kwargs)

        return OneFieldForm

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the index: a field is reached through its form."""
        return {}

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: FieldDefinition | None = None) -> bool:
        is_free = obj is None or not (obj.form.managed_by or reason_to_keep(obj))
        return is_free and super().has_delete_permission(request, obj)
