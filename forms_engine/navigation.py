"""What forms add to the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.navigation import EntryPlan


def is_logged_in(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


PROFILES = EntryPlan(order=30, label=_("Profiles"), url_name="profiles", is_for=is_logged_in)
