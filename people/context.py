"""What the frame of every page needs: the site's name and where this person may go."""

from typing import Any

from django.http import HttpRequest

from people.application import application_details
from people.navigation import navigation_for


def site(request: HttpRequest) -> dict[str, Any]:
    """`site.name`, `site.navigation` (list of Entry) for the frame."""
    return {"site": {"name": application_details().name, "navigation": navigation_for(request)}}
