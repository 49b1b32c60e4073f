"""Which squads a board may be of, and who is an athlete of them."""

from django.db.models import QuerySet

from people.access import squads_within_reach, visible_people
from people.models import Membership, Person, Squad
from people.squad_tree import in_order


def squads_to_choose(viewer: Person) -> list[Squad]:
    """The squads `viewer` may open a board of, each followed by the ones below it."""
    return in_order(squads_within_reach(viewer))


def athletes_in(viewer: Person, squad_ids: set[int]) -> QuerySet[Person]:
    """The active athletes of these squads whom `viewer` may see, by name."""
    members = Membership.objects.filter(squad_id__in=squad_ids, role=Membership.Role.ATHLETE)
    people = visible_people(viewer).filter(is_active=True, pk__in=members.values("person_id"))
    return people.order_by("last_name", "first_name", "pk")


def athletes_of(viewer: Person, squad_ids: set[int]) -> list[Person]:
    """The same as a list. One query."""
    return list(athletes_in(viewer, squad_ids))
