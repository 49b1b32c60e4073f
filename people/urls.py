"""One's own pages."""

from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("me/", views.own_details, name="me"),
    path("me/looks/", views.own_looks, name="looks"),
]
