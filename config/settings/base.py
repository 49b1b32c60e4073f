"""What every way of running Ringside shares; safe by default. The other files say only what differs."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from config.database import database_settings
from config.logs import PlainLine, logging_settings
from config.proxies import Network

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("RINGSIDE_VAR", str(BASE_DIR / "var")))

DEBUG = False
IS_DEMO = False
ALLOWED_HOSTS: list[str] = []
TRUSTED_PROXIES: list[Network] | None = None  # demo and tests have none, and read nothing that proxies say
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "people.admin_app.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "knox",
    "sealing",
    "people",
    "forms_engine",
    "sync",
    "django_q",  # after sync, whose `qcluster` goes before its own
    "oura_connector",
    "dashboards",
    "messaging",
    "invites",
    "alerts",
]

MIDDLEWARE = [
    "config.request_log.log_request",
    "config.proxies.believe_known_proxies",
    "config.health.answer_health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.request_log.name_person",
    "people.middleware.remember_while_reading",
    "people.middleware.person_locale",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "people.context.site",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database_settings(VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses nobody has here
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # a first password leads straight in
ACCOUNT_LOGOUT_ON_GET = False
# A whole club stands behind one address. An account has limits of its own (key); those of an address are for guessing
# from account to account, and a full changing room does not reach them.
ACCOUNT_RATE_LIMITS = {
    "login": "200/m/ip",
    "login_failed": "60/m/ip,300/h/ip,5/5m/key",
    "request_login_code": "100/m/ip,3/m/key",
    "reset_password": "100/m/ip,5/m/key",
    "reset_password_from_key": "100/m/ip",
}
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = False

# Shared by all processes, so that a limit on log-ins counts them all; at the usual 300 entries an attacker could
# push the limits out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ringside_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Scripts come with a token of their own; a browser's session opens no door of REST.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "AUTO_REFRESH": False}

# What strangers read whose browser asks for neither, and what a new person starts with.
LANGUAGE_CODE = env.choice("SITE_LANGUAGE", "en-gb", ("en-gb", "de"))
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]  # each in its own words
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# form-action carries SELF only; the consent page adds the authorise origin of the preset in force.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Ringside <ringside@localhost>")

# Newest key first; `manage.py rotate_sealed` re-seals everything with the first.
TOKEN_KEYS = env.words("TOKEN_KEYS")
OAUTH_INSECURE_TRANSPORT = False

# The traps behind each value are in docs/decisions/0007; the Run rows, not the broker, are the truth.
Q_CLUSTER = {
    "name": "ringside",
    "orm": "default",
    "workers": env.whole_number("SYNC_WORKERS", 2, minimum=1),
    "timeout": 120,
    "retry": 600,
    "queue_limit": 2,
    "bulk": 1,
    "poll": 1,
    "recycle": 60,  # a batch is hundreds of answers, and what they leave in the heap grows 0.6 MB in six batches
    "catch_up": False,
    "ack_failures": True,
    "max_attempts": 1,
    "save_limit": 250,
    "label": _("Background tasks"),
    # Two, so that a chat system that hangs keeps one of them and leaves the other to everybody else.
    "ALT_CLUSTERS": {"messages": {"workers": 2, "timeout": 30, "retry": 120, "recycle": 200}},
}

LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
LOGGING = logging_settings(LOG_LEVEL, PlainLine)

# How many days back the first fill of a new connection reads.
SYNC_FIRST_FILL_DAYS = env.whole_number("SYNC_FIRST_FILL_DAYS", 90, minimum=0)
# How many requests the vendor takes from this site's application in how many seconds; a 429 that says so corrects it.
SYNC_REQUESTS = env.whole_number("SYNC_REQUESTS", 5000, minimum=1)
SYNC_REQUESTS_WINDOW_S = env.whole_number("SYNC_REQUESTS_WINDOW_S", 300, minimum=1)
# How long the connection of a deactivated person rests before its grant is ended at the vendor.
REVOKE_AFTER_DAYS = env.whole_number("REVOKE_AFTER_DAYS", 30, minimum=1)

# How long an invite's link may be used to begin, from its hand-over to the chat.
INVITE_MINUTES = env.whole_number("INVITE_MINUTES", 5, minimum=1)

# Which hosts (or host:port) the optional AI wording may ask; none of them is asked before a consultant switches it on.
AI_HOSTS: list[str] = env.words("AI_HOSTS")
