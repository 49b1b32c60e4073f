"""The menu entry of the clients list and the tab of each wearable's data, for whoever looks after athletes."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people import roles
from people.access import has_role, is_athlete
from people.models import Person
from people.navigation import EntryPlan
from people.person_pages import PersonPage
from sync import registry


def looks_after_clients(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, Person) and has_role(user, roles.COACH, roles.STAFF, roles.MEDICAL, roles.CONSULTANT)


CLIENTS = EntryPlan(order=40, label=_("Clients"), url_name="invites:clients", is_for=looks_after_clients)


def tabs_of(request: HttpRequest, person: Person) -> list[PersonPage]:
    """One tab a wearable, of athletes alone."""
    viewer = request.user
    if not isinstance(viewer, Person) or not looks_after_clients(request):
        return []
    if not person.is_active or not is_athlete(viewer, person):
        return []
    return [
        PersonPage(
            gettext("%(name)s Data") % {"name": provider.name},
            reverse("invites:client", args=[person.pk, provider.key]),
        )
        for provider in registry.all_providers()
    ]
