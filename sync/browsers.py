"""Which browser is this: a random key in a cookie, so that only the browser that began a connection can finish it.

Apart from the session, whose key changes at login and which an invited athlete without a login does not have.
"""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from sync.models import ProviderApplication
from sync.provider import Provider

COOKIE = "ringside_browser"
LIFE_S = 3600


def browser_key(request: HttpRequest) -> str:
    """The key this browser came with, "" when it has none."""
    return str(request.COOKIES.get(COOKIE, ""))[:100]


def new_browser_key() -> str:
    return secrets.token_urlsafe(32)


def give_browser_key(response: HttpResponseBase, key: str) -> None:
    """Lax, so that it comes along when the vendor sends the browser back; never readable by scripts."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=LIFE_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/connect/",
    )


def allow_form_to(response: HttpResponse, provider: Provider, application: ProviderApplication) -> None:
    """Browsers apply `form-action` to redirects too: the vendor's page must be named for this one page."""
    address = urlsplit(application.authorize_url)
    more = [origin for one in provider.presets() if one.key == application.preset for origin in one.more_origins]
    origins = [f"{address.scheme}://{address.netloc}", *more]
    response._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
