"""Addresses of group entry."""

from django.urls import path

from forms_engine.group_entry import views

GRID = "<slug:form_key>/<int:squad_id>/"

urlpatterns = [
    path("", views.start, name="group_entry"),
    path(GRID, views.grid, name="group_grid"),
    path(GRID + "<str:day>/save/", views.save, name="save_grid"),
    path(GRID + "<str:day>/check/", views.check, name="check_grid"),
    path(GRID + "<str:day>/here/", views.presence, name="grid_presence"),
    path(GRID + "<str:day>/gone/", views.gone, name="leave_grid"),
]
