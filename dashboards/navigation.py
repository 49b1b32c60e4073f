"""The boards' entries in the main menu, for whoever has athletes to look after."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people import roles
from people.access import has_role
from people.models import Person
from people.navigation import EntryPlan


def looks_after_athletes(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, Person) and has_role(user, roles.CONSULTANT, roles.STAFF, roles.COACH, roles.MEDICAL)


def has_own_page(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, Person) and has_role(user, roles.ATHLETE)


HOME = EntryPlan(order=10, label=_("Home"), url_name="home", is_for=has_own_page)
BOARD = EntryPlan(order=20, label=_("Morning board"), url_name="board", is_for=looks_after_athletes)
SQUAD = EntryPlan(order=22, label=_("Squad"), url_name="squad_heatmap", is_for=looks_after_athletes, covers_below=True)
DASHBOARDS = EntryPlan(
    order=25, label=_("Dashboards"), url_name="dashboards", is_for=looks_after_athletes, covers_below=True
)
