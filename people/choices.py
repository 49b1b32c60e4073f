"""Languages and zones as lists to choose from."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from people.zones import zone_names

Choices = list[tuple[str, Any]]


def language_choices() -> Choices:
    return list(settings.LANGUAGES)


def site_language() -> str:
    """What a new person starts with."""
    return settings.LANGUAGE_CODE


def zone_choices() -> Choices:
    return [(name, name.replace("_", " ")) for name in sorted(zone_names())]


def own_zone_choices() -> Choices:
    return [("", _("the site's zone")), *zone_choices()]
