from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OuraConnectorConfig(AppConfig):
    name = "oura_connector"
    verbose_name = _("Oura connector")

    def ready(self) -> None:
        from oura_connector import checks, conf  # noqa: F401  importing registers the checks
        from oura_connector.provider import OuraProvider
        from oura_connector.transport import keep_tokens_out_of_logs
        from sync.registry import register

        conf.tell_oauthlib_about_transport()
        keep_tokens_out_of_logs()
        register(OuraProvider())
