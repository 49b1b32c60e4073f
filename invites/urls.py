"""Addresses of invites' links, and of the coach's pages about clients."""

from django.urls import path

from invites import client_views, views

app_name = "invites"
urlpatterns = [
    path("i/ended/", views.ended, name="ended"),
    path("i/<str:token>/", views.open_invite, name="open"),
    path("i/<str:token>/go", views.go, name="go"),
    path("i/<str:token>/again", views.again, name="again"),
    path("clients/", client_views.clients, name="clients"),
    path("clients/invite", client_views.invite_many, name="invite_many"),
    path("clients/funnel/", client_views.funnel, name="funnel"),
    path("clients/<int:person_id>/<slug:provider_key>/", client_views.client, name="client"),
    path("clients/<int:person_id>/<slug:provider_key>/invite", client_views.invite, name="invite"),
]
