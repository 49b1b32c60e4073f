"""The menu entry of the alerts, with how many open ones wait for whoever looks."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.lists import count_waiting
from people import roles
from people.access import has_role
from people.models import Person
from people.navigation import EntryPlan


def looks_after_athletes(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, Person) and has_role(user, roles.CONSULTANT, roles.STAFF, roles.COACH, roles.MEDICAL)


def waiting(request: HttpRequest) -> int:
    return count_waiting(request.user, timezone.now()) if isinstance(request.user, Person) else 0


ALERTS = EntryPlan(order=30, label=_("Alerts"), url_name="alerts:alerts", is_for=looks_after_athletes, count=waiting)
