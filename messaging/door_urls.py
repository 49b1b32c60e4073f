"""Addresses of what other chat systems call, and of telling who speaks there."""

from django.urls import path

from messaging import chat_views, door, matching_views

urlpatterns = [
    path("hooks/<slug:channel_key>/", door.hear, name="hooks"),
    path("me/chats/", chat_views.own_chats, name="own_chats"),
    path("me/chats/code", chat_views.take_code, name="chat_code"),
    path("me/chats/<int:identity_id>/release", chat_views.release, name="release_chat"),
    path("setup/channels/trainerize/match/", matching_views.match, name="match_trainerize"),
]
