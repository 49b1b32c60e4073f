"""Invites to be read, never to be touched; what a token is made of is not shown."""

from django.contrib import admin

from invites.models import Invite
from people.site_admin import ReadOnlyAdmin


@admin.register(Invite)
class InviteAdmin(ReadOnlyAdmin[Invite]):
    person_path = "person"
    list_display = ("created_at", "person", "provider", "sender", "channel", "outcome", "reason", "granted_at")
    list_select_related = ("person", "sender")
    list_filter = ("provider", "channel", "outcome")
    search_fields = ("person__first_name", "person__last_name", "person__username")
    exclude = ("nonce",)
