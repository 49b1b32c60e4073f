from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsEngineConfig(AppConfig):
    name = "forms_engine"
    verbose_name = _("Forms and records")

    def ready(self) -> None:
        from forms_engine.calculating.noting import note_changes
        from forms_engine.calculating.whole_forms import perform_recalculation
        from forms_engine.extension import plug_written
        from forms_engine.importing.people_performing import perform_people_import
        from forms_engine.importing.performing import perform_import
        from forms_engine.jobs import register_performer
        from forms_engine.models import Job
        from forms_engine.moved import tell_moved
        from forms_engine.navigation import FILES, FILL_IN, GROUP_ENTRY, PROFILES
        from people.look_pages import name_pages
        from people.merging import plug_merged
        from people.navigation import register_entry

        register_entry(FILL_IN)
        register_entry(GROUP_ENTRY)
        register_entry(PROFILES)
        register_entry(FILES)
        register_performer(Job.Kind.IMPORT, perform_import)
        register_performer(Job.Kind.PEOPLE, perform_people_import)
        register_performer(Job.Kind.RECALCULATION, perform_recalculation, in_portions=True)
        plug_written(note_changes)
        plug_merged(tell_moved)
        name_pages({"history": _("history"), "export": _("%(name)s, exported"), "REST": _("%(name)s, by REST")})
