"""Application details: the one row, and the rule that binds UUIDs to those who need them."""

from collections.abc import Callable
from uuid import uuid4

from people.models import Person, SiteApplication

# Who needs UUIDs says so here at start-up: a callable that returns the reason as words, or "" when it does not
# need them now. People must not know what needs them.
UuidNeed = Callable[[], str]
_needs: list[UuidNeed] = []


def application_details() -> SiteApplication:
    """The one row; made with defaults on first use."""
    details, _created = SiteApplication.objects.get_or_create(pk=SiteApplication.ONLY_ROW)
    return details


def register_uuid_need(need: UuidNeed) -> None:
    if need not in _needs:
        _needs.append(need)


def reasons_to_keep_uuids() -> list[str]:
    return [reason for need in _needs if (reason := need())]


def give_missing_uuids() -> int:
    """Every person without a UUID gets one. Returns how many did."""
    lacking = list(Person.objects.filter(uuid=None).only("pk", "uuid"))
    for person in lacking:
        person.uuid = uuid4()
    Person.objects.bulk_update(lacking, ["uuid"], batch_size=500)
    return len(lacking)


def people_without_uuid() -> list[Person]:
    return list(Person.objects.filter(uuid=None, is_active=True))
