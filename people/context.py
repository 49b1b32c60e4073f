"""What the frame of every page needs: the site's name and where this person may go."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from people.application import application_details
from people.navigation import navigation_for


def site(request: HttpRequest) -> dict[str, Any]:
    """`site.name`, `site.navigation` (Entries), `site.waiting` (their counts together), `site.languages`,
    `site.here` (where to come back to), and the same as `frame`.

    The account package's entrance pages put a `site` of their own over ours, so base.html reads `frame`.
    """
    entries = navigation_for(request)
    frame = {
        "name": application_details().name,
        "navigation": entries,
        "waiting": sum(entry.count for entry in entries),
        "languages": settings.LANGUAGES,
        "here": _here(request),
    }
    return {"site": frame, "frame": frame}


def _here(request: HttpRequest) -> str:
    """Empty where nobody can come back to: what a form sent, and an address that is none."""
    # Without the query: it may hold what no page repeats, such as the code a vendor sent somebody back with.
    return request.path if request.method == "GET" and request.resolver_match else ""
