"""The squads somebody may fill forms for, and who is an athlete of them."""

from collections.abc import Iterable, Sequence

from people.access import visible_people, visible_squads
from people.models import Membership, Person, Squad
from people.squad_names import tell_apart
from people.squad_tree import ids_below, in_order


def squads_in_order(viewer: Person) -> list[Squad]:
    """The squads of `viewer`, each followed by the ones below it. One query, two more for a coach."""
    squads = list(visible_squads(viewer).select_related("parent__parent").order_by("name", "pk"))
    tell_apart(squads, squads)
    return in_order(squads)


def ids_sharing(squad: Squad, squads: Sequence[Squad]) -> set[int]:
    """The ids of those of `squads` whose grid shares athletes with that of `squad`."""
    above, parents = set(), {one.pk: one.parent_id for one in squads}
    at = squad.parent_id
    while at in parents:
        above.add(at)
        at = parents[at]
    return ids_below(squad, squads) | above


def athletes_of(viewer: Person, squad_ids: Iterable[int]) -> list[Person]:
    """The active athletes of these squads whom `viewer` sees, by name. One query, two more for a coach."""
    members = Membership.objects.filter(squad_id__in=set(squad_ids), role=Membership.Role.ATHLETE)
    people = visible_people(viewer).filter(is_active=True, pk__in=members.values("person_id"))
    return list(people.order_by("last_name", "first_name", "pk"))


def members_by_squad(people: Sequence[Person]) -> dict[int, set[int]]:
    """Squad id → ids of those of `people` who are athletes of it. One query."""
    members = Membership.objects.filter(person__in=people, role=Membership.Role.ATHLETE)
    found: dict[int, set[int]] = {}
    for squad_id, person_id in members.values_list("squad_id", "person_id"):
        found.setdefault(squad_id, set()).add(person_id)
    return found
