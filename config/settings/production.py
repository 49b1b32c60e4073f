"""A club's own site. Refuses to start without a database, keys and a public https address."""

from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.logs import JsonLine, logging_settings
from config.proxies import networks
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASES, LOG_LEVEL, VAR_DIR

if env.truth("DEBUG", False):
    raise ImproperlyConfigured("DEBUG shows health data to whoever meets an error: remove it from the environment.")

env.text("DATABASE_URL")  # only its presence: the embedded server is for demo, development and tests
# A database that hangs must not hold up those who ask for the site's health.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
    raise ImproperlyConfigured("SECRET_KEY is 50 random characters or more: make one as .env.example says.")
TOKEN_KEYS = env.words("TOKEN_KEYS")
if not TOKEN_KEYS:
    raise ImproperlyConfigured("TOKEN_KEYS is required: one or more Fernet keys, newest first.")
try:
    [Fernet(key) for key in TOKEN_KEYS]
except ValueError as error:
    raise ImproperlyConfigured("TOKEN_KEYS holds something that is not a Fernet key.") from error

SITE_URL = env.text("SITE_URL").rstrip("/")
ADDRESS = urlsplit(SITE_URL)
SITE_HOST = ADDRESS.hostname
if ADDRESS.scheme != "https" or not SITE_HOST:
    raise ImproperlyConfigured("SITE_URL is the public https:// address of this site.")
if ADDRESS.path or ADDRESS.query or ADDRESS.fragment or "@" in ADDRESS.netloc:
    raise ImproperlyConfigured("SITE_URL is https:// and a host name, without a path: give the site a name of its own.")
ALLOWED_HOSTS = [SITE_HOST, *env.words("EXTRA_HOSTS")]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.whole_number("HSTS_SECONDS", 31_536_000)
# The club's other sites under the same domain are not ours to promise https for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# https ends at a proxy; what it says of the visitor is believed from these addresses only.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("PROXY_COUNT", 1, minimum=1)
TRUSTED_PROXIES = networks(env.words("TRUSTED_PROXIES", "127.0.0.1,::1"))
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
EMAIL_TIMEOUT = 20  # without one a mail server that hangs would hold a page for ever

LOGGING = logging_settings(LOG_LEVEL, JsonLine)
