"""Which squads a board may be of."""

from people.access import squads_within_reach
from people.models import Person, Squad
from people.squad_tree import in_order


def squads_to_choose(viewer: Person) -> list[Squad]:
    """The squads `viewer` may open a board of, each followed by the ones below it."""
    return in_order(squads_within_reach(viewer))
