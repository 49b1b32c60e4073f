"""The one address a worker tells others, apart from all that answer people: it would read every page for it."""

from django.urls import path

from sync import notice_door

urlpatterns = [path("notices/<slug:provider_key>/", notice_door.notices, name="notices")]
