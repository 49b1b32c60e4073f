"""The hours of the day and the daily cap: the one row, opened directly."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from alerts.daily import daily_row
from alerts.models import Daily
from people.site_admin import SiteModelAdmin


@admin.register(Daily)
class DailyAdmin(SiteModelAdmin[Daily]):
    fields = ["missing_from", "digest_from", "most_a_day"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:alerts_daily_change", args=[daily_row().pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Daily | None = None) -> bool:
        return False
