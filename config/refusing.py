"""What keeps a site from being served. Each reason is one sentence for the operator."""

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Statuses that systemd knows: trying again is no use before somebody acts, or may help.
MISCONFIGURED, UNAVAILABLE = 78, 69

NOT_FOR_SITES = ("config.settings.development", "config.settings.test")
RELAXED = "These are settings for demo or development: remove DJANGO_SETTINGS_MODULE from the environment."


class Refused(Exception):
    """The site is not served; the message is the sentence, `code` the exit status."""

    def __init__(self, sentence: str, code: int = MISCONFIGURED) -> None:
        super().__init__(sentence)
        self.code = code


def refuse_root() -> None:
    if os.geteuid() == 0:
        raise Refused("The site is never served as root: start it as a user of its own, as docs/operating.md says.")


def refuse_settings() -> None:
    """Reads the settings, so that what is wrong with them is said in one sentence."""
    if os.environ["DJANGO_SETTINGS_MODULE"] in NOT_FOR_SITES:  # not even read: reading them makes files
        raise Refused(RELAXED)
    try:
        relaxed = settings.DEBUG or settings.IS_DEMO or settings.OAUTH_INSECURE_TRANSPORT
    except ImproperlyConfigured as error:
        raise Refused(str(error)) from error
    if relaxed:
        raise Refused(RELAXED)


def refuse_uncollected() -> None:
    if not (Path(str(settings.STATIC_ROOT)) / "staticfiles.json").exists():
        raise Refused("The static files are not collected: run bin/upgrade.")
