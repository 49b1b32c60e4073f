"""What tests change: fast password hashing, mail in memory, fixed keys, tasks run by hand, a `var` of their own."""

import os
import shutil
from pathlib import Path

import psutil

from config.database import database_settings
from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS
from config.settings.base import VAR_DIR as SHARED_VAR_DIR

MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 3 * 1024**3


def runs_dir() -> Path:
    """Where runs have their folders: in memory where there is room, for what is thrown away need reach no disk."""
    mine = MEMORY / f"ringside-{os.geteuid()}"
    has_room = (
        os.access(MEMORY, os.W_OK)
        and (not mine.exists() or mine.stat().st_uid == os.geteuid())
        and min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available) > ROOM
    )
    return mine if has_room else SHARED_VAR_DIR


# The first process of a run names its folder; the workers it starts inherit the name.
VAR_DIR = Path(os.environ.setdefault("RINGSIDE_TEST_RUN", str(runs_dir() / f"test-{os.getpid()}")))
DATABASES = {"default": database_settings(VAR_DIR)}

IS_DEMO = True
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "tests-only-never-in-production-0123456789-abcdefghij"
TOKEN_KEYS = ["dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtbG9uZyE="]
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
SIMULATOR_URL = "http://127.0.0.1:8001"
OAUTH_INSECURE_TRANSPORT = True
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = (
    True  # a file is looked up when it is asked for: each client of a test has a middleware of its own
)
