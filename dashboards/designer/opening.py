"""Which dashboards somebody may open, and of which squads. Rights to people and fields are asked elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from dashboards.asking import read_place
from dashboards.models import Dashboard
from dashboards.squads import squads_to_choose
from people import roles
from people.access import has_role, role_names_of
from people.models import Person, Squad
from people.squad_tree import ids_below

LOOKS_AFTER = (roles.CONSULTANT, roles.STAFF, roles.COACH, roles.MEDICAL)


@dataclass(frozen=True)
class Place:
    """Which squad (None: all of `squads`) and day a dashboard is asked for; `squads`: those to choose from."""

    squads: tuple[Squad, ...]
    squad: Squad | None
    day: date

    @property
    def squad_ids(self) -> set[int]:
        return ids_below(self.squad, self.squads) if self.squad else {one.pk for one in self.squads}


def open_dashboards(viewer: Person) -> list[Dashboard]:
    """Those offered to `viewer`, in order, with `role_names` and `squad_ids`. Three statements.

    Who has the Consultant role opens every one, shown or not: they build them.
    """
    if not has_role(viewer, *LOOKS_AFTER):
        return []
    found = Dashboard.objects.prefetch_related("roles", "squads")
    return [one for one in found if _is_open(one, viewer)]


def open_dashboard(viewer: Person, key: str) -> Dashboard:
    """Raises Http404 for one that is not there or not offered to the viewer."""
    found = next((one for one in open_dashboards(viewer) if one.key == key), None)
    if found is None:
        raise Http404("no such dashboard, or not this viewer's")
    return found


def _is_open(dashboard: Dashboard, viewer: Person) -> bool:
    if has_role(viewer, roles.CONSULTANT):
        return True
    names = {role.name for role in dashboard.roles.all()}
    if not dashboard.is_shown or (names and not names & role_names_of(viewer)):
        return False
    return not dashboard.squads.all() or bool(squads_of(dashboard, viewer))


def squads_of(dashboard: Dashboard, viewer: Person) -> list[Squad]:
    """The squads the viewer may choose on it: their own, as far as the dashboard is for them."""
    reach = squads_to_choose(viewer)
    meant = {squad.pk for squad in dashboard.squads.all()}
    return _within(reach, meant) if meant else reach


def _within(reach: Sequence[Squad], meant: set[int]) -> list[Squad]:
    """Those of `reach` that are meant or stand below one that is, which may lie outside the viewer's reach."""
    above = dict(Squad.objects.values_list("pk", "parent_id"))
    found = []
    for squad in reach:
        one: int | None = squad.pk
        while one is not None and one not in meant:
            one = above.get(one)
        if one is not None:
            found.append(squad)
    return found


def read_question(dashboard: Dashboard, viewer: Person, query: Mapping[str, str], now: datetime) -> Place:
    """`squad` and `day` of a query. Raises BadQuestion, and Http404 for a squad the dashboard is not for."""
    squad, day = read_place(viewer, query, now)
    squads = tuple(squads_of(dashboard, viewer))
    if squad is not None and squad not in squads:
        raise Http404("this dashboard is not for that squad")
    return Place(squads, squad, day)
