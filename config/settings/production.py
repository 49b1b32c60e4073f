"""A club's own site. Refuses to start without a database, keys and a public https address."""

from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import VAR_DIR

env.text("DATABASE_URL")  # only its presence: the embedded server is for demo, development and tests
SECRET_KEY = env.text("SECRET_KEY")
TOKEN_KEYS = env.words("TOKEN_KEYS")
if not TOKEN_KEYS:
    raise ImproperlyConfigured("TOKEN_KEYS is required: one or more Fernet keys, newest first.")
try:
    [Fernet(key) for key in TOKEN_KEYS]
except ValueError as error:
    raise ImproperlyConfigured("TOKEN_KEYS holds something that is not a Fernet key.") from error

SITE_URL = env.text("SITE_URL").rstrip("/")
SITE_HOST = urlsplit(SITE_URL).hostname
if not SITE_URL.startswith("https://") or not SITE_HOST:
    raise ImproperlyConfigured("SITE_URL is the public https:// address of this site.")
ALLOWED_HOSTS = [SITE_HOST, *env.words("EXTRA_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.whole_number("HSTS_SECONDS", 31_536_000)
# The club's other sites under the same domain are not ours to promise https for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Without a proxy in front, what these headers say comes from the visitor and is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("PROXY_COUNT", 1)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_HOST = env.text("MAIL_HOST", "localhost")
EMAIL_PORT = env.whole_number("MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.truth("MAIL_TLS", True)
