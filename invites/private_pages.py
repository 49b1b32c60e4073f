"""Pages whose address is the secret: stored nowhere on the way, told to nobody, guarded against forged presses.

A page without a referrer makes browsers say "Origin: null" when its form is sent, which Django's guard refuses. Here
"null" says nothing either way: what decides is the token, which the page of a stranger does not have.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


class GuardWithoutOrigin(CsrfViewMiddleware):
    """Django's guard, for pages without a referrer: cookie and token must agree, an origin that is said is ours."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))  # type: ignore[misc]


_guarded = decorator_from_middleware(GuardWithoutOrigin)


def private(view: View) -> View:
    """The guard of the whole site is replaced by one that is as strict but for the missing origin."""
    guarded = cast(View, _guarded(view))

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = guarded(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(answer)
