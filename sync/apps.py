"""Plugs sync into the sockets of the rooms below it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyncConfig(AppConfig):
    name = "sync"
    verbose_name = _("Connections and syncs")

    def ready(self) -> None:
        from forms_engine import extension
        from forms_engine.definition_memory import keep_under
        from people import application, merging
        from people.look_pages import name_pages
        from people.navigation import register_entry
        from sync import badges, gaps, links, navigation, registry, samples
        from sync.applications import reason_to_keep_uuids
        from sync.forking import share_memory_with_forked_workers
        from sync.merging import reasons_against

        keep_under(badges.FEEDS, "sync_binding", "sync_boundvalue", "sync_providerapplication")
        extension.plug_links(links.link_targets)
        extension.plug_badges(badges.badges)
        extension.plug_synced(badges.last_synced_at)
        extension.plug_sources(registry.name_of)
        extension.plug_gaps(gaps.gap_causes)
        extension.plug_samples(samples.samples_of)
        application.register_uuid_need(reason_to_keep_uuids)
        merging.plug_merge_refusal(reasons_against)
        register_entry(navigation.SETUP)
        register_entry(navigation.COMPLETENESS)
        name_pages({"completeness": _("completeness")})
        share_memory_with_forked_workers()
