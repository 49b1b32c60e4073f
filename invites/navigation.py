"""The menu entry of the clients list, for whoever looks after athletes."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import roles
from people.access import has_role
from people.models import Person
from people.navigation import EntryPlan


def looks_after_clients(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, Person) and has_role(user, roles.COACH, roles.STAFF, roles.MEDICAL, roles.CONSULTANT)


CLIENTS = EntryPlan(order=40, label=_("Clients"), url_name="invites:clients", is_for=looks_after_clients)
