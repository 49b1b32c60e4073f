"""Shaping forms: sections, fields and rights as rows, in the order of their numbers."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forms_engine.admin.confirming import CONFIRM, ConfirmedForm
from forms_engine.admin.field_forms import FieldFormSet, FieldRowForm
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Section
from forms_engine.sections import READING_ORDER
from people.site_admin import SiteModelAdmin, SiteTabularInline


class DefinitionForm(ConfirmedForm):
    class Meta:
        model = FormDefinition
        fields = ["key", "name", "kind", "description", "dates_the_night"]

    @property
    def managed_by(self) -> str:
        return self.instance.managed_by


class SectionInline(SiteTabularInline[Section, FormDefinition]):
    model = Section
    fields = ["order", "title"]


class FieldInline(SiteTabularInline[FieldDefinition, FormDefinition]):
    """Only what fits a row, which also keeps a form of a hundred fields below Django's limit of posted values."""

    model = FieldDefinition
    form = FieldRowForm
    formset = FieldFormSet
    fields = ["order", "section", "key", "label", "type", "unit", "is_required", "is_retired"]
    ordering = READING_ORDER  # type: ignore[assignment]
    show_change_link = True


class PermissionInline(SiteTabularInline[FormPermission, FormDefinition]):
    model = FormPermission
    fields = ["role", "can_link", "can_calendar", "can_read", "can_write", "can_delete"]


@admin.register(FormDefinition)
class FormDefinitionAdmin(SiteModelAdmin[FormDefinition]):
    form = DefinitionForm
    actions = None
    inlines = [SectionInline, FieldInline, PermissionInline]
    list_display = ["name", "kind", "field_count", "managed_by", "is_in_use"]
    list_filter = ["kind", "managed_by"]
    search_fields = ["name", "key"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormDefinition]:
        return super().get_queryset(request).annotate(living=Count("fields", filter=Q(fields__retired_at=None)))

    def get_fieldsets(self, request: HttpRequest, obj: FormDefinition | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["key", "name", "kind", "description", "dates_the_night"]})]
        fields = ["key", "name", "kind", "description", "dates_the_night", "managed_by", "is_retired"]
        sets: list[Any] = [(None, {"fields": fields})]
        if obj.managed_by:
            sets.insert(0, (_("Before you change this"), {"fields": [CONFIRM]}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: FormDefinition | None = None) -> list[str]:
        return ["managed_by"] if obj is None else ["managed_by", "key", "kind"]

    def get_inlines(self, request: HttpRequest, obj: FormDefinition | None) -> list[Any]:
        """Sections come first: a field is put into one that exists."""
        return self.inlines if obj is not None else [SectionInline]

    def has_delete_permission(self, request: HttpRequest, obj: FormDefinition | None = None) -> bool:
        is_free = obj is None or not (obj.managed_by or obj.records.exists())
        return is_free and super().has_delete_permission(request, obj)

    @admin.display(description=_("fields"))
    def field_count(self, form: FormDefinition) -> int:
        return form.living  # type: ignore[attr-defined]

    @admin.display(description=_("in use"), boolean=True)
    def is_in_use(self, form: FormDefinition) -> bool:
        return form.retired_at is None
