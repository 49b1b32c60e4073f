"""The only door to people: every query about people begins with `visible_people`."""

from collections.abc import Hashable, Iterable

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet

from people import roles
from people.models import Membership, Person, Squad
from people.prepared import among, prepared
from people.remembering import at_one_moment, once
from people.squad_names import tell_apart
from people.squad_tree import with_all_below


def has_role(person: Person | AnonymousUser, *role_names: str) -> bool:
    """True when an active person is in one of these roles. One query the first time, then remembered."""
    return bool(role_names_of(person) & set(role_names))


def role_names_of(person: Person | AnonymousUser) -> frozenset[str]:
    if isinstance(person, AnonymousUser) or not person.is_active:
        return frozenset()
    remembered: frozenset[str] | None = getattr(person, "_role_names", None)
    if remembered is None:
        remembered = frozenset(person.groups.values_list("name", flat=True))
        person._role_names = remembered  # type: ignore[attr-defined]
    return remembered


def coached_squad_ids(viewer: Person) -> set[int]:
    """Ids of the squads where `viewer` is coach, and of every squad below them. Two queries, once a request."""
    return once(("coached squads", viewer.pk), lambda: _coached_squad_ids(viewer))


def _coached_squad_ids(viewer: Person) -> set[int]:
    reached = set(
        Membership.objects.filter(person=viewer, role=Membership.Role.COACH).values_list("squad_id", flat=True)
    )
    if not reached:
        return reached
    return with_all_below(reached, list(Squad.objects.exclude(parent=None).values_list("id", "parent_id")))


def reach_of(viewer: Person) -> tuple[Hashable, ...]:
    """All that `visible_people(viewer)` rests on: a query kept under it (`prepared`) shows nobody it must not show."""
    return viewer.pk, viewer.is_active, role_names_of(viewer), frozenset(coached_squad_ids(viewer))


def visible_people(viewer: Person | AnonymousUser) -> QuerySet[Person]:
    """The people whose pages `viewer` may open, active or not.

    Everybody sees themselves. A consultant sees everybody. Who is coach of a squad sees the athletes
    of it and of all squads below. Nobody else is seen; a stranger sees nobody.
    """
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return Person.objects.none()
    if has_role(viewer, roles.CONSULTANT):
        return Person.objects.all()
    athletes = Membership.objects.filter(squad_id__in=coached_squad_ids(viewer), role=Membership.Role.ATHLETE)
    return Person.objects.filter(Q(pk=viewer.pk) | Q(pk__in=athletes.values("person_id")))


def visible_person(viewer: Person | AnonymousUser, person_id: int) -> Person | None:
    """The person with this id, when `viewer` sees them. One query, after which a request need not ask `sees`."""
    if isinstance(viewer, AnonymousUser) or person_id > BigIntegerField.MAX_BIGINT:
        return None
    asked = [person_id]
    # The query and what it is kept under rest on the same squads.
    with at_one_moment():
        found = prepared(
            ("visible person", reach_of(viewer)),
            lambda ids: visible_people(viewer).filter(among("people_person.id", ids)),
            asked,
        )
    for person in found:
        once(("sees", viewer.pk, person.pk), lambda: True)
        return person
    return None


def sees(viewer: Person | AnonymousUser, person: Person) -> bool:
    """Whether `viewer` may open the page of `person`. One query, once a request."""
    return once(("sees", viewer.pk, person.pk), lambda: visible_people(viewer).filter(pk=person.pk).exists())


def is_athlete(viewer: Person, person: Person) -> bool:
    """Whether `person`, whom `viewer` sees, is an athlete of a squad. No query for a coach: they see no others."""
    if viewer.pk != person.pk and not has_role(viewer, roles.CONSULTANT):
        return True
    athletes = Membership.objects.filter(role=Membership.Role.ATHLETE).values_list("pk", flat=True)
    squads = prepared(
        "squads of an athlete", lambda ids: athletes.filter(among("people_membership.person_id", ids)), [person.pk]
    )
    return bool(squads)


def athletes_in(viewer: Person | AnonymousUser, squad_ids: Iterable[int]) -> QuerySet[Person]:
    """The active athletes of these squads whom `viewer` may see, by name."""
    members = Membership.objects.filter(squad_id__in=set(squad_ids), role=Membership.Role.ATHLETE)
    people = visible_people(viewer).filter(is_active=True, pk__in=members.values("person_id"))
    return people.order_by("last_name", "first_name", "pk")


def visible_squads(viewer: Person | AnonymousUser) -> QuerySet[Squad]:
    """The squads `viewer` may open a board of."""
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return Squad.objects.none()
    if has_role(viewer, roles.CONSULTANT):
        return Squad.objects.all()
    return Squad.objects.filter(pk__in=coached_squad_ids(viewer))


def squads_within_reach(viewer: Person | AnonymousUser) -> list[Squad]:
    """The same squads as rows, by name. One query, after which a request asks for neither squads nor roles again."""
    if isinstance(viewer, AnonymousUser) or not viewer.is_active:
        return []
    return once(("squads", viewer.pk), lambda: _squads_within_reach(viewer))


def _squads_within_reach(viewer: Person) -> list[Squad]:
    squads = prepared(("squads within reach", viewer.pk), lambda: _squads_and_roles(viewer))
    if squads:
        viewer._role_names = frozenset(squads[0].held)  # type: ignore[attr-defined]
    begun = {squad.pk for squad in squads if squad.is_coached}  # type: ignore[attr-defined]
    reached = once(
        ("coached squads", viewer.pk), lambda: with_all_below(begun, ((one.pk, one.parent_id) for one in squads))
    )
    is_consultant = has_role(viewer, roles.CONSULTANT)
    found = [squad for squad in squads if is_consultant or squad.pk in reached]
    tell_apart(found, squads)
    return found


def _squads_and_roles(viewer: Person) -> QuerySet[Squad]:
    """Every squad, with `is_coached` by the viewer, and the viewer's roles as `held`."""
    role_names = viewer.groups.order_by().values("name")
    coached = Membership.objects.filter(person=viewer, role=Membership.Role.COACH, squad=OuterRef("pk"))
    return Squad.objects.annotate(is_coached=Exists(coached), held=ArraySubquery(role_names)).order_by("name", "pk")
