from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OuraConnectorConfig(AppConfig):
    name = "oura_connector"
    verbose_name = _("Oura connector")
