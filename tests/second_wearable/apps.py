from django.apps import AppConfig


class CometConfig(AppConfig):
    name = "tests.second_wearable"
    label = "comet_connector"
    verbose_name = "Comet connector"

    def ready(self) -> None:
        from sync.registry import register
        from tests.second_wearable.cloud import CLOUD
        from tests.second_wearable.provider import CometProvider

        register(CometProvider(CLOUD))
