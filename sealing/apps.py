from django.apps import AppConfig
from django.core import checks


class SealingConfig(AppConfig):
    name = "sealing"

    def ready(self) -> None:
        from sealing.checks import check_token_keys

        checks.register(check_token_keys)
