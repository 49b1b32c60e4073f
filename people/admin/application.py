"""Application details: the one row, opened directly."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people import roles
from people.access import has_role
from people.application import application_details, people_without_uuid, reasons_against, set_uuid_state
from people.choices import zone_choices
from people.models import SiteApplication
from people.site_admin import SiteModelAdmin


class ApplicationForm(forms.ModelForm):
    zone = forms.ChoiceField(label=_("Zone"), choices=zone_choices, help_text=_("The board day is a day of this zone."))

    class Meta:
        model = SiteApplication
        fields = ["name", "zone", "uuid_state"]

    def clean_uuid_state(self) -> str:
        state: str = self.cleaned_data["uuid_state"]
        if "uuid_state" in self.changed_data and (reasons := reasons_against(state)):
            raise forms.ValidationError([_("UUIDs cannot be switched off now."), *reasons])
        return state


@admin.register(SiteApplication)
class SiteApplicationAdmin(SiteModelAdmin[SiteApplication]):
    form = ApplicationForm
    fields = ["name", "zone", "uuid_state", "lacking"]
    readonly_fields = ["lacking"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        only = application_details()
        return HttpResponseRedirect(reverse("admin:people_siteapplication_change", args=[only.pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteApplication | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SiteApplication | None = None) -> bool:
        return has_role(request.user, roles.CONSULTANT) and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: SiteApplication, form: ApplicationForm, change: bool) -> None:
        obj.save(update_fields=["name", "zone"])
        set_uuid_state(obj.uuid_state)

    @admin.display(description=_("people without a UUID"))
    def lacking(self, details: SiteApplication) -> str | SafeString:
        if details.uuid_state == SiteApplication.UuidState.OFF:
            return gettext("UUIDs are off: nobody needs one.")
        people = people_without_uuid()
        if not people:
            return gettext("Everybody active has one.")
        links = ((reverse("admin:people_person_change", args=[one.pk]), one.full_name) for one in people)
        return format_html(
            "{} {}", gettext("Open each and enter it:"), format_html_join(", ", '<a href="{}">{}</a>', links)
        )
