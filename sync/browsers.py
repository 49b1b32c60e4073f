"""Which browser is this: a random key in a cookie, so that only the browser that began a connection can finish it.

Apart from the session, whose key changes at login and which an invited athlete without a login does not have.
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

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
