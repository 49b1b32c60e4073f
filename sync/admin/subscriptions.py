"""What the vendors tell us of: to look at; the upkeep of subscriptions alone changes them."""

from django.contrib import admin

from people.site_admin import ReadOnlyAdmin
from sync.models import NoticeSubscription


@admin.register(NoticeSubscription)
class NoticeSubscriptionAdmin(ReadOnlyAdmin):
    list_display = ("notice_type", "event", "provider", "verified_at", "expires_at", "last_notice_at", "problem")
    list_filter = ("provider", "event")
    ordering = ("provider", "notice_type", "event")
    fields = (
        *("provider", "notice_type", "event", "callback_url"),
        *("verified_at", "expires_at", "last_notice_at", "problem"),
    )
