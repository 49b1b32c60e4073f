"""Shaping forms: sections, fields and rights as rows, in the order of their numbers."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from forms_engine.admin.confirming import CONFIRM, ConfirmedForm, ConfirmedFormSet, is_to_go
from forms_engine.admin.field_forms import FieldFormSet, FieldRowForm
from forms_engine.admin.sources import SourceFilter
from forms_engine.extension import source_name
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Section
from forms_engine.sections import READING_ORDER
from people import roles
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
    formset = ConfirmedFormSet
    fields = ["order", "title"]


class FieldInline(SiteTabularInline[FieldDefinition, FormDefinition]):
    """Only what fits a row, which also keeps a form of a hundred fields below Django's limit of posted values."""

    model = FieldDefinition
    form = FieldRowForm
    formset = FieldFormSet
    fields = ["order", "section", "key", "label", "type", "unit", "is_required", "is_retired"]
    ordering = READING_ORDER  # type: ignore[assignment]
    show_change_link = True


class PermissionFormSet(ConfirmedFormSet):
    """The lines of rights; a form that holds secrets has the Consultant's only, whoever ticks whatever."""

    def clean(self) -> None:
        super().clean()
        if not FieldDefinition.objects.filter(form=self.instance, type="secret").exists():
            return
        for row in self.forms:
            role = row.cleaned_data.get("role")
            if role is not None and role.name != roles.CONSULTANT and not is_to_go(row):
                raise ValidationError(
                    _("“%(form)s” holds secrets: only the role Consultant may have a line here, not “%(role)s”."),
                    code="holds_secrets",
                    params={"form": self.instance.name, "role": role.name},
                )


class PermissionInline(SiteTabularInline[FormPermission, FormDefinition]):
    model = FormPermission
    formset = PermissionFormSet
    fields = ["role", "can_link", "can_calendar", "can_read", "can_write", "can_delete", "can_import", "can_export"]


@admin.register(FormDefinition)
class FormDefinitionAdmin(SiteModelAdmin[FormDefinition]):
    form = DefinitionForm
    actions = None
    inlines = [SectionInline, FieldInline, PermissionInline]
    list_display = ["name", "kind", "field_count", "manager", "is_in_use"]
    list_filter = ["kind", ("managed_by", SourceFilter)]
    search_fields = ["name", "key"]

    class Media:
        css = {"all": ["forms_engine/admin.css"]}  # noqa: RUF012  as Django reads it

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormDefinition]:
        return super().get_queryset(request).annotate(living=Count("fields", filter=Q(fields__retired_at=None)))

    def get_fieldsets(self, request: HttpRequest, obj: FormDefinition | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["key", "name", "kind", "description", "dates_the_night"]})]
        fields = ["key", "name", "kind", "description", "dates_the_night", "manager", "is_retired"]
        sets: list[Any] = [(None, {"fields": fields})]
        if obj.managed_by:
            sets.append((_("Before you save"), {"fields": [CONFIRM], "classes": ["confirming"]}))
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: FormDefinition | None = None) -> list[str]:
        """A connector's records were dated by the rule of their form: a plain tick would part the two."""
        if obj is None:
            return ["manager"]
        return ["manager", "key", "kind", *(["dates_the_night"] if obj.managed_by else [])]

    def get_inlines(self, request: HttpRequest, obj: FormDefinition | None) -> list[Any]:
        """Sections come first: a field is put into one that exists."""
        return self.inlines if obj is not None else [SectionInline]

    def has_delete_permission(self, request: HttpRequest, obj: FormDefinition | None = None) -> bool:
        is_free = obj is None or not (obj.managed_by or obj.records.exists())
        return is_free and super().has_delete_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        """The builder's pages stand before the admin's own, which take every address for a row."""
        # The builder reads admin: here it is complete, whichever of them was read first.
        from forms_engine.builder.urls import urlpatterns

        return [*urlpatterns, *super().get_urls()]

    @admin.display(description=_("fields"))
    def field_count(self, form: FormDefinition) -> int:
        return form.living  # type: ignore[attr-defined]

    @admin.display(description=_("managed by"), ordering="managed_by", empty_value="–")
    def manager(self, form: FormDefinition) -> str:
        return source_name(form.managed_by)

    @admin.display(description=_("in use"), boolean=True)
    def is_in_use(self, form: FormDefinition) -> bool:
        return form.retired_at is None
