"""Running on one's own machine, and the demo: loopback only, pretend Oura, mail to files."""

from config import env
from config.demo_keys import demo_keys
from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, VAR_DIR

DEBUG = env.truth("DEBUG", False)
IS_DEMO = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY, TOKEN_KEYS = demo_keys(VAR_DIR)
INSTALLED_APPS = [*INSTALLED_APPS, "demo"]
SIMULATOR_URL = env.text("SIMULATOR_URL", "http://127.0.0.1:8001").rstrip("/")

# Plain http, because nothing leaves this machine.
OAUTH_INSECURE_TRANSPORT = True
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

WHITENOISE_USE_FINDERS = True  # static files straight from the source, nothing to collect
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
