"""Which squads the clients list may be of, and which stand below one."""

from collections.abc import Sequence

from people.access import visible_squads
from people.models import Person, Squad
from people.squad_names import tell_apart


def squads_of(viewer: Person) -> list[Squad]:
    squads = list(visible_squads(viewer).select_related("parent__parent").order_by("name", "pk"))
    tell_apart(squads)
    return squads


def ids_below(squad: Squad, squads: Sequence[Squad]) -> set[int]:
    """The id of `squad` and of every one of `squads` that stands below it."""
    reached: set[int] = set()
    found = {squad.pk}
    while found:
        reached |= found
        found = {other.pk for other in squads if other.parent_id in found} - reached
    return reached
