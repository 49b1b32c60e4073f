"""Who may see which alert: whoever may see the person and read every field the rule reads. Asked each time.

Alerts are for staff: nobody sees those about themselves here, whatever else they are.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from alerts.models import Alert, RuleVersion
from forms_engine.models import FieldDefinition, FormPermission
from forms_engine.permissions import closed_to_roles
from people import roles
from people.access import role_names_of, visible_people
from people.models import Membership, Person, Squad

OF_VERSIONS = RuleVersion.fields.through


def visible_alerts(viewer: Person) -> QuerySet[Alert]:
    """The alerts `viewer` may open, newest first."""
    if not viewer.is_active:
        return Alert.objects.none()
    people = visible_people(viewer).exclude(pk=viewer.pk).order_by().values("pk")
    unread = OF_VERSIONS.objects.filter(ruleversion=OuterRef("version")).exclude(
        fielddefinition__in=readable_fields(role_names_of(viewer))
    )
    return Alert.objects.filter(~Exists(unread), person__in=people)


def may_see(viewer: Person, alert: Alert) -> bool:
    return visible_alerts(viewer).filter(pk=alert.pk).exists()


def readable_fields(role_names: Collection[str]) -> Any:
    """Ids of the fields who is in these roles may read about somebody else, as `visible_fields` has it: with all that
    a calculation is made of."""
    about_others = set(role_names) - {roles.ATHLETE}
    forms = FormPermission.objects.filter(role__name__in=about_others, can_read=True).values("form")
    open_to = Q(visible_to=None) | Q(visible_to__name__in=list(role_names))
    found = FieldDefinition.objects.filter(open_to, form__in=forms).exclude(pk__in=closed_to_roles(role_names))
    return found.order_by().values("pk")


def may_read_all(viewer: Person, field_ids: Collection[int]) -> bool:
    """Whether `viewer` may read these fields about others. One query."""
    wanted = set(field_ids)
    return set(readable_fields(role_names_of(viewer)).filter(pk__in=wanted).values_list("pk", flat=True)) >= wanted


def colleagues_for(alert: Alert) -> list[Person]:
    """Everybody who may see the alert, by name: whom it can be assigned to. Two queries for each set of roles."""
    near = _squads_of(alert.person)
    coaches = Membership.objects.filter(squad__in=near, role=Membership.Role.COACH).values("person")
    found = Person.objects.filter(Q(pk__in=coaches) | Q(groups__name=roles.CONSULTANT), is_active=True)
    people = list(found.exclude(pk=alert.person_id).distinct().prefetch_related("groups"))
    wanted = set(alert.version.fields.values_list("pk", flat=True))
    reads: dict[frozenset[str], bool] = {}
    for person in people:
        held = frozenset(group.name for group in person.groups.all())
        if held not in reads:
            reads[held] = set(readable_fields(held).filter(pk__in=wanted).values_list("pk", flat=True)) >= wanted
    allowed = [one for one in people if reads[frozenset(group.name for group in one.groups.all())]]
    return sorted(allowed, key=lambda one: (one.last_name, one.first_name, one.pk))


def _squads_of(athlete: Person) -> set[int]:
    """Their squads and those above."""
    above = dict(Squad.objects.values_list("pk", "parent_id"))
    reached: set[int] = set()
    waiting: list[int | None] = list(
        Membership.objects.filter(person=athlete, role=Membership.Role.ATHLETE).values_list("squad", flat=True)
    )
    while waiting:
        one = waiting.pop()
        if one is not None and one not in reached:
            reached.add(one)
            waiting.append(above.get(one))
    return reached
