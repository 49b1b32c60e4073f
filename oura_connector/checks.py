"""What the Oura connector complains about at start."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register

from oura_connector import conf

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "::1")


@register("oura_connector")
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Demo conveniences must not reach a club's own site."""
    return [*_check_transport(), *_check_simulator()]


def _check_transport() -> list[CheckMessage]:
    if conf.is_insecure_transport_stated() and not conf.is_demo():
        return [
            Error(
                "OAUTH_INSECURE_TRANSPORT is on outside demo and tests.",
                hint="Remove it: tokens of athletes travel by https only.",
                id="oura_connector.E001",
            )
        ]
    return []


def _check_simulator() -> list[CheckMessage]:
    stated = conf.stated_simulator_url()
    if not stated:
        return []
    if not conf.is_demo():
        return [
            Warning(
                "SIMULATOR_URL is set outside demo and tests, where nothing uses it.",
                hint="Remove it.",
                id="oura_connector.W001",
            )
        ]
    if urlsplit(stated).hostname not in LOOPBACK_HOSTS:
        return [
            Error(
                "SIMULATOR_URL does not name this machine.",
                hint="The simulator listens on 127.0.0.1 only, such as http://127.0.0.1:8001.",
                id="oura_connector.E002",
            )
        ]
    return []
