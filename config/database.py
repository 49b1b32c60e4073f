"""Which PostgreSQL to use: the one DATABASE_URL names, else the embedded one."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from config import env
from config.embedded_postgres import embedded_settings


def is_embedded() -> bool:
    return not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


def database_settings(var_dir: Path) -> dict[str, Any]:
    """Django's settings for the one database.

    Connections live 300 s: the queue's poll would otherwise reconnect for every look.
    """
    keep = {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    if is_embedded():
        return embedded_settings(var_dir) | keep
    return dict(dj_database_url.parse(env.text("DATABASE_URL"))) | keep
