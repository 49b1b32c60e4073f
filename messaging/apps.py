"""Plugs messages into the sockets of the rooms below."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from messaging import navigation, notices, schedules
        from messaging.channels.outside import register_outside
        from messaging.channels.registry import register
        from messaging.channels.site import SiteChannel
        from people.look_pages import name_pages
        from people.navigation import register_entry
        from sync.schedules import register_schedules
        from sync.signals import feeds_added, state_changed

        name_pages({"messages": _("messages")})
        register(SiteChannel())
        register_outside()
        register_entry(navigation.MESSAGES)
        register_schedules(schedules.SCHEDULES)
        state_changed.connect(notices.hear_state, dispatch_uid="notices")
        feeds_added.connect(notices.hear_feeds, dispatch_uid="notices of feeds")
