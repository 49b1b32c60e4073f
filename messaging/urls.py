"""Addresses of the messages on this site."""

from django.urls import path

from messaging import views

app_name = "messaging"
urlpatterns = [
    path("messages/", views.conversations, name="conversations"),
    path("messages/picture", views.picture, name="picture"),
    path("messages/<int:person_id>/", views.conversation, name="conversation"),
    path("messages/<int:person_id>/lines", views.lines, name="lines"),
]
