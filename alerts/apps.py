"""Plugs alerts into the sockets of the rooms below: records written and erased, menu, tiles, the week, schedules."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = _("Alerts")

    def ready(self) -> None:
        from alerts import erasing, navigation, queueing, schedules, uses, weekly, wording
        from alerts.tile import AlertList
        from dashboards.designer.tiles import register_tile
        from dashboards.squad.week_alerts import plug_week_alerts
        from forms_engine.extension import plug_erased, plug_uses, plug_written
        from people.look_pages import name_pages
        from people.navigation import register_entry
        from sync.schedules import register_schedules

        plug_written(queueing.hear_written)
        plug_erased(erasing.hear_erased)
        plug_uses(uses.uses_of)
        register_entry(navigation.ALERTS)
        register_tile(AlertList)
        plug_week_alerts(weekly.count_of_week)
        register_schedules(schedules.SCHEDULES)
        name_pages(wording.LOOK_PAGES)
