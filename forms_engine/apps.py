from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsEngineConfig(AppConfig):
    name = "forms_engine"
    verbose_name = _("Forms and records")

    def ready(self) -> None:
        from forms_engine.navigation import FILL_IN, PROFILES
        from people.navigation import register_entry

        register_entry(FILL_IN)
        register_entry(PROFILES)
