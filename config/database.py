"""Which PostgreSQL to use: the one DATABASE_URL names, else the embedded one."""

import os
from pathlib import Path
from typing import Any

import dj_database_url

from config import env
from config.embedded_postgres import embedded_settings

# Statements of pages take milliseconds: to compile one, or to start helpers for it, would take longer than to answer.
SESSION = "-c jit=off -c max_parallel_workers_per_gather=0"


def is_embedded() -> bool:
    return not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


def database_settings(var_dir: Path) -> dict[str, Any]:
    """Django's settings for the one database.

    Connections live 300 s: the queue's poll would otherwise reconnect for every look. `options` that DATABASE_URL names
    itself take the place of SESSION.
    """
    keep = {"CONN_MAX_AGE": 300, "CONN_HEALTH_CHECKS": True}
    found: dict[str, Any] = (
        embedded_settings(var_dir) if is_embedded() else {**dj_database_url.parse(env.text("DATABASE_URL"))}
    )
    return found | keep | {"OPTIONS": {"options": SESSION} | found.get("OPTIONS", {})}
