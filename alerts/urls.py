"""Addresses of the alerts."""

from django.urls import path

from alerts import views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/lines", views.lines, name="lines"),
    path("alerts/<int:alert_id>/", views.alert, name="alert"),
    path("alerts/<int:alert_id>/acknowledge", views.acknowledge, name="acknowledge"),
    path("alerts/<int:alert_id>/reopen", views.reopen, name="reopen"),
    path("alerts/<int:alert_id>/note", views.note, name="note"),
    path("alerts/<int:alert_id>/assign", views.assign, name="assign"),
    path("alerts/<int:alert_id>/snooze", views.snooze, name="snooze"),
]
