"""A real row with sealed text, and what its column really holds."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from sync.models import ProviderApplication

SECRET = "client-secret-canary-4711"


def make_application(provider: str = "pretend", **details: Any) -> ProviderApplication:
    return ProviderApplication.objects.create(**application_values(provider) | details)


def application_values(provider: str) -> dict[str, Any]:
    return {
        "provider": provider,
        "preset": "pretend",
        "client_id": "client",
        "client_secret": SECRET,
        "authorize_url": "https://example.test/authorize",
        "token_url": "https://example.test/token",
        "api_url": "https://example.test/api",
        "changed_at": datetime(2026, 3, 3, tzinfo=UTC),
    }


def raw_column(application: ProviderApplication) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM sync_providerapplication WHERE id = %s", [application.pk])
        return bytes(cursor.fetchone()[0])
