"""The menu entries of sync: the set-up of connectors for consultants, completeness for whoever looks after athletes."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import roles
from people.access import has_role
from people.models import Person
from people.navigation import EntryPlan


def is_consultant(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, Person) and (user.is_superuser or has_role(user, roles.CONSULTANT))


SETUP = EntryPlan(order=80, label=_("Connectors"), url_name="sync:connectors", is_for=is_consultant)


def looks_after_athletes(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, Person) and has_role(user, roles.CONSULTANT, roles.STAFF, roles.COACH, roles.MEDICAL)


COMPLETENESS = EntryPlan(
    order=40, label=_("Completeness"), url_name="sync:all_completeness", is_for=looks_after_athletes
)
