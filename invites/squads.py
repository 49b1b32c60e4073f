"""Which squads the clients list may be of, and which stand below one."""

from collections.abc import Sequence

from people.access import visible_squads
from people.models import Person, Squad


def squads_of(viewer: Person) -> list[Squad]:
    return list(visible_squads(viewer).order_by("name", "pk"))


def ids_below(squad: Squad, squads: Sequence[Squad]) -> set[int]:
    """The id of `squad` and of every one of `squads` that stands below it."""
    reached: set[int] = set()
    found = {squad.pk}
    while found:
        reached |= found
        found = {other.pk for other in squads if other.parent_id in found} - reached
    return reached
