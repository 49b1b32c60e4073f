"""The designer's addresses, below the dashboards in the admin."""

from django.urls import URLPattern, path

from dashboards.designer.admin import looking, pages, transfers

urlpatterns: list[URLPattern] = [
    path("designer/", pages.all_dashboards, name="dashboards_designer"),
    path("designer/import/", transfers.bring_in, name="dashboards_designer_import"),
    path("designer/start/<slug:file>/", transfers.start_from, name="dashboards_designer_start"),
    path("designer/one/<slug:key>/", pages.one_dashboard, name="dashboards_designer_one"),
    path("designer/one/<slug:key>/delete/", pages.delete, name="dashboards_designer_delete"),
    path("designer/one/<slug:key>/export/", transfers.export, name="dashboards_designer_export"),
    path("designer/one/<slug:key>/preview/", looking.preview, name="dashboards_designer_preview"),
]
