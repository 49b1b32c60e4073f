"""A club's own site. Refuses to start without a database, keys and a public https address."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403

env.text("DATABASE_URL")
SECRET_KEY = env.text("SECRET_KEY")
TOKEN_KEYS = env.words("TOKEN_KEYS")
if not TOKEN_KEYS:
    raise ImproperlyConfigured("TOKEN_KEYS is required: one or more Fernet keys, newest first.")
SITE_URL = env.text("SITE_URL").rstrip("/")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL is the public https:// address of this site.")

ALLOWED_HOSTS = [str(urlsplit(SITE_URL).hostname), *env.words("EXTRA_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.whole_number("HSTS_SECONDS", 31_536_000)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_HOST = env.text("MAIL_HOST", "localhost")
EMAIL_PORT = env.whole_number("MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.truth("MAIL_TLS", True)
