"""Plugs invites into the sockets of the rooms below: commands, links, signals, schedules, the menu."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitesConfig(AppConfig):
    name = "invites"
    verbose_name = _("Invites")

    def ready(self) -> None:
        """After the apps of the wearables, which stand before this one in INSTALLED_APPS: each gets its command."""
        from invites import commands, linking, navigation, page_links, receiving, schedules
        from messaging.links import register_button, register_links
        from people.look_pages import name_pages
        from people.navigation import register_entry
        from people.person_pages import register_person_pages
        from sync import signals
        from sync.schedules import register_schedules

        register_links(linking.NAME, linking.build)
        register_button(linking.NAME, linking.show)
        register_links(page_links.LAST_NIGHT, page_links.build_last_night)
        register_button(page_links.LAST_NIGHT, page_links.show_last_night)
        register_links(page_links.DISCONNECT, page_links.build_disconnect)
        register_button(page_links.DISCONNECT, page_links.show_disconnect)
        commands.register_all()
        signals.connection_made.connect(receiving.hear_connection, dispatch_uid="invites")
        signals.connecting_ended.connect(receiving.hear_ending, dispatch_uid="invites")
        signals.state_changed.connect(receiving.hear_state, dispatch_uid="invites")
        register_schedules(schedules.SCHEDULES)
        register_entry(navigation.CLIENTS)
        register_person_pages(navigation.tabs_of)
        name_pages({"connection": _("data page of %(name)s"), "clients": _("list of clients")})
