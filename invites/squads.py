"""Which squads the clients list may be of."""

from people.access import visible_squads
from people.models import Person, Squad
from people.squad_names import tell_apart


def squads_of(viewer: Person) -> list[Squad]:
    squads = list(visible_squads(viewer).select_related("parent__parent").order_by("name", "pk"))
    tell_apart(squads)
    return squads
