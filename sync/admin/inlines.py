"""Rows that stand below another to be looked at."""

from typing import Any

from django.http import HttpRequest

from people.site_admin import SiteTabularInline


class ReadOnlyInline(SiteTabularInline):
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
