"""Admin as this site installs it: its pages are read with the addresses, so that background workers go without them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks


class AdminConfig(SimpleAdminConfig):
    default = False

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_pages, checks.Tags.admin)


def check_pages(**asked: Any) -> list[checks.CheckMessage]:
    """Django's own check of every page, wherever the addresses have not been read yet."""
    admin.autodiscover()
    found: list[checks.CheckMessage] = check_admin_app(**asked)
    return found
