"""One's own pages."""

from django.urls import path

from people import api_tokens, views

app_name = "people"
urlpatterns = [
    path("me/", views.own_details, name="me"),
    path("me/looks/", views.own_looks, name="looks"),
    path("me/tokens/", api_tokens.own_tokens, name="tokens"),
    path("me/tokens/end", api_tokens.end_token, name="end_token"),
]
