"""The PostgreSQL that starts by itself when DATABASE_URL is not set (demo, development, tests)."""

from pathlib import Path
from typing import Any


def embedded_settings(var_dir: Path) -> dict[str, Any]:
    """Where the embedded server listens; the supervisor or the test run starts it."""
    return {"ENGINE": "django.db.backends.postgresql", "NAME": "ringside", "USER": "postgres", "HOST": str(var_dir)}
