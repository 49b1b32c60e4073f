"""Who may log into admin: consultants and superusers, and nobody else."""

from typing import Any

from people import roles
from people.models import Person

CHANGED = {"post_add", "post_remove", "post_clear"}


def follow_roles(instance: Any, action: str, **said: Any) -> None:
    """After a change of anybody's roles: `is_staff` says whether they are a consultant (or superuser)."""
    if action not in CHANGED:
        return
    consultants = Person.objects.filter(groups__name=roles.CONSULTANT)
    Person.objects.filter(is_staff=False, pk__in=consultants.values("pk")).update(is_staff=True)
    former = Person.objects.filter(is_staff=True, is_superuser=False).exclude(pk__in=consultants.values("pk"))
    former.update(is_staff=False)
    if isinstance(instance, Person):
        # What the caller holds must not write the old flag back, nor remember the old roles.
        instance.refresh_from_db(fields=["is_staff"])
        instance.__dict__.pop("_role_names", None)
