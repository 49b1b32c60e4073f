"""What tests change: fast password hashing, mail in memory, fixed keys, tasks run by hand."""

from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS

IS_DEMO = True
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "tests-only-never-in-production-0123456789-abcdefghij"  # noqa: S105
TOKEN_KEYS = ["dGVzdHMtb25seS1rZXktMzItYnl0ZXMtbG9uZy0hISE="]
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
OAUTH_INSECURE_TRANSPORT = True
SIMULATOR_URL = "http://127.0.0.1:8001"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
