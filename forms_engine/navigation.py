"""What forms add to the menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import roles
from people.access import has_role
from people.navigation import EntryPlan


def is_logged_in(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


def is_athlete(request: HttpRequest) -> bool:
    return has_role(request.user, roles.ATHLETE)


def enters_for_squads(request: HttpRequest) -> bool:
    return has_role(request.user, roles.CONSULTANT, roles.STAFF, roles.COACH, roles.MEDICAL)


def is_more_than_athlete(request: HttpRequest) -> bool:
    """Athletes have nothing to bring in from a file by default; who has a right all the same may open the page."""
    return has_role(request.user, *(set(roles.ALL_ROLES) - {roles.ATHLETE}))


FILL_IN = EntryPlan(order=5, label=_("Fill in"), url_name="fill_in", is_for=is_athlete)
PROFILES = EntryPlan(order=30, label=_("Profiles"), url_name="profiles", is_for=is_logged_in)
GROUP_ENTRY = EntryPlan(order=25, label=_("Enter for a squad"), url_name="group_entry", is_for=enters_for_squads)
FILES = EntryPlan(order=35, label=_("Import and export"), url_name="files", is_for=is_more_than_athlete)
