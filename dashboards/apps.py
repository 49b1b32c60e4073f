from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "dashboards"
    verbose_name = _("Boards")

    def ready(self) -> None:
        from dashboards import look_pages, navigation, projection, rebuilding, schedules, uses
        from dashboards.board.opening import LIKES
        from forms_engine.definition_memory import keep_under
        from forms_engine.extension import plug_redefined, plug_uses, plug_written
        from forms_engine.jobs import register_performer
        from forms_engine.models import Job
        from people.look_pages import name_pages
        from people.navigation import register_entry
        from sync.schedules import register_schedules

        register_entry(navigation.HOME)
        register_entry(navigation.BOARD)
        register_entry(navigation.SQUAD)
        register_entry(navigation.DASHBOARDS)
        keep_under(LIKES, "dashboards_boardchoice")
        plug_written(projection.hear_written)
        plug_redefined(rebuilding.hear_redefined)
        register_performer(Job.Kind.PROJECTION, rebuilding.perform_rebuild, in_portions=True)
        plug_uses(uses.uses_of)
        name_pages(look_pages.NAMES)
        register_schedules(schedules.SCHEDULES)
