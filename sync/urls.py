"""Addresses of connecting, syncing, the vendors' notices and the connector's set-up."""

from django.urls import include, path

from sync import completeness_views, feed_views, setup_views, views

app_name = "sync"
urlpatterns = [
    path("connect/<slug:provider_key>/", views.consent, name="consent"),
    path("connect/<slug:provider_key>/begin", views.begin, name="begin"),
    path("connect/<slug:provider_key>/callback", views.callback, name="callback"),
    path("connect/<slug:provider_key>/disconnect", views.disconnect, name="disconnect"),
    path("connect/<slug:provider_key>/sync-now", views.sync_now, name="sync_now"),
    path("connect/<slug:provider_key>/runs/<int:run_id>", views.show_run, name="run"),
    path("", include("sync.notice_urls")),
    path("completeness/", completeness_views.show_all, name="all_completeness"),
    path("completeness/<slug:provider_key>/", completeness_views.show, name="completeness"),
    path("completeness/<slug:provider_key>/repair", completeness_views.repair, name="repair"),
    path("setup/", setup_views.connectors, name="connectors"),
    path("setup/<slug:provider_key>/", setup_views.setup, name="setup"),
    path("setup/<slug:provider_key>/application", setup_views.enter, name="setup_application"),
    path("setup/<slug:provider_key>/forms", setup_views.install_forms, name="setup_forms"),
    path("setup/<slug:provider_key>/feeds", feed_views.choose, name="setup_feeds"),
    path("setup/<slug:provider_key>/switch", setup_views.switch, name="setup_switch"),
]
