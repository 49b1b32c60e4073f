"""The squads somebody may fill forms for, and which of some athletes are of which."""

from collections.abc import Sequence

from people.access import visible_squads
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


def members_by_squad(people: Sequence[Person]) -> dict[int, set[int]]:
    """Squad id → ids of those of `people` who are athletes of it. One query."""
    members = Membership.objects.filter(person__in=people, role=Membership.Role.ATHLETE)
    found: dict[int, set[int]] = {}
    for squad_id, person_id in members.values_list("squad_id", "person_id"):
        found.setdefault(squad_id, set()).add(person_id)
    return found
