"""Which squads a board may be of, and who is an athlete of them."""

from collections.abc import Sequence

from django.db.models import QuerySet

from people.access import squads_within_reach, visible_people
from people.models import Membership, Person, Squad


def squads_to_choose(viewer: Person) -> list[Squad]:
    """The squads `viewer` may open a board of, each followed by the ones below it."""
    squads = squads_within_reach(viewer)
    seen = {squad.pk for squad in squads}
    ordered: list[Squad] = []

    def walk(parent_id: int | None) -> None:
        for squad in squads:
            # Somebody who coaches only a squad further down has no parent of it to begin with.
            above = squad.parent_id if squad.parent_id in seen else None
            if above == parent_id:
                ordered.append(squad)
                walk(squad.pk)

    walk(None)
    return ordered


def ids_below(squad: Squad, squads: Sequence[Squad]) -> set[int]:
    """The id of `squad` and of every one of `squads` that stands below it."""
    reached = {squad.pk}
    grew = True
    while grew:
        below = {other.pk for other in squads if other.parent_id in reached} - reached
        reached |= below
        grew = bool(below)
    return reached


def athletes_in(viewer: Person, squad_ids: set[int]) -> QuerySet[Person]:
    """The active athletes of these squads whom `viewer` may see, by name."""
    members = Membership.objects.filter(squad_id__in=squad_ids, role=Membership.Role.ATHLETE)
    people = visible_people(viewer).filter(is_active=True, pk__in=members.values("person_id"))
    return people.order_by("last_name", "first_name", "pk")


def athletes_of(viewer: Person, squad_ids: set[int]) -> list[Person]:
    """The same as a list. One query."""
    return list(athletes_in(viewer, squad_ids))
