"""For whom a rule counts. Nobody looks here, so nobody's view limits it: rights are asked when somebody is told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from alerts.models import RuleVersion
from people import roles
from people.models import Membership, Person, Squad


@dataclass(frozen=True)
class Reach:
    """`athletes`: id → person, active. `squads_of`: person id → ids of their squads and of every squad above."""

    athletes: Mapping[int, Person]
    squads_of: Mapping[int, frozenset[int]]

    def includes(self, person_id: int, squad_id: int | None) -> bool:
        if person_id not in self.athletes:
            return False
        return squad_id is None or squad_id in self.squads_of.get(person_id, frozenset())


def reach_of(person_ids: Collection[int] | None = None) -> Reach:
    """Who of these (of all, for None) is an athlete, and where. Three queries."""
    members = Membership.objects.filter(role=Membership.Role.ATHLETE, person__is_active=True)
    in_role = Person.objects.filter(is_active=True, groups__name=roles.ATHLETE)
    if person_ids is not None:
        members, in_role = members.filter(person__in=person_ids), in_role.filter(pk__in=person_ids)
    athletes = {person.pk: person for person in in_role}
    above = dict(Squad.objects.values_list("pk", "parent_id"))
    squads: dict[int, set[int]] = {}
    for member in members.select_related("person"):
        athletes[member.person_id] = member.person
        squads.setdefault(member.person_id, set()).update(_with_above(member.squad_id, above))
    return Reach(athletes, {person_id: frozenset(held) for person_id, held in squads.items()})


def reached(versions: Sequence[RuleVersion], reach: Reach) -> dict[int, list[int]]:
    """Rule id → ids of the athletes it counts for."""
    return {
        version.rule_id: [pk for pk in reach.athletes if reach.includes(pk, version.rule.squad_id)]
        for version in versions
    }


def _with_above(squad_id: int, above: Mapping[int, int | None]) -> set[int]:
    found: set[int] = set()
    one: int | None = squad_id
    while one is not None and one not in found:
        found.add(one)
        one = above.get(one)
    return found
