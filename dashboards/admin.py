"""Boards in admin: the list of dashboards leads to the designer; readers of weekly reports are rows."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from dashboards.designer.admin.pages import page_of
from dashboards.designer.admin.urls import urlpatterns as designer_urls
from dashboards.models import Dashboard, Tile, WeeklyReader
from people.site_admin import SiteModelAdmin, SiteTabularInline


class TileInline(SiteTabularInline[Tile, Dashboard]):
    model = Tile


@admin.register(Dashboard)
class DashboardAdmin(SiteModelAdmin[Dashboard]):
    """Tiles are rows of a dashboard; both are changed on the designer's page alone, which judges and tells them."""

    inlines = [TileInline]

    def get_urls(self) -> list[URLPattern]:
        return [*designer_urls, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("admin:dashboards_designer")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("admin:dashboards_designer")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = Dashboard.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if found is None:
            raise Http404
        return redirect(page_of(found))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self.change_view(request, object_id)


@admin.register(WeeklyReader)
class WeeklyReaderAdmin(SiteModelAdmin[WeeklyReader]):
    """A row gives no right: what the reader may not see is not mailed."""

    person_path = "person"
    list_display = ["person", "squad"]
    list_select_related = ["person", "squad"]
    list_filter = ["squad"]
    autocomplete_fields = ["person", "squad"]
    search_fields = ["person__first_name", "person__last_name", "person__username"]
