"""Application details: the one row, and the rule that binds UUIDs to those who need them."""

from collections.abc import Callable
from uuid import uuid4

from django.db import transaction

from people.models import Person, SiteApplication
from people.prepared import prepared
from people.remembering import once

# Who needs UUIDs says so here at start-up: a callable that returns the reason as words, or "" when it does not
# need them now. People must not know what needs them.
UuidNeed = Callable[[], str]
_needs: list[UuidNeed] = []


class UuidsNeeded(Exception):
    """UUIDs cannot be switched off: `reasons` says who needs them, in words for the consultant."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def application_details() -> SiteApplication:
    """The one row; made with defaults on first use."""
    return once("application details", _only_row)


def _only_row() -> SiteApplication:
    only = SiteApplication.ONLY_ROW
    for row in prepared("application details", lambda: SiteApplication.objects.filter(pk=only)):
        return row
    return SiteApplication.objects.get_or_create(pk=only)[0]


def register_uuid_need(need: UuidNeed) -> None:
    if need not in _needs:
        _needs.append(need)


def reasons_to_keep_uuids() -> list[str]:
    return [reason for need in _needs if (reason := need())]


def reasons_against(state: str) -> list[str]:
    """Why the UUID state may not become `state` now; [] when it may."""
    return reasons_to_keep_uuids() if state == SiteApplication.UuidState.OFF else []


@transaction.atomic
def set_uuid_state(state: str) -> None:
    """Switch UUIDs to `state` (a SiteApplication.UuidState). *Generated* gives everybody one at once.

    Nobody loses a UUID by a switch. Raises UuidsNeeded when somebody who needs them would lose them.
    """
    details = application_details()
    if details.uuid_state != state and (reasons := reasons_against(state)):
        raise UuidsNeeded(reasons)
    details.uuid_state = state
    details.save(update_fields=["uuid_state"])
    if state == SiteApplication.UuidState.GENERATED:
        give_missing_uuids()


def give_missing_uuids() -> int:
    """Every person without a UUID gets one. Returns how many did."""
    lacking = list(Person.objects.filter(uuid=None).only("pk", "uuid"))
    for person in lacking:
        person.uuid = uuid4()
    Person.objects.bulk_update(lacking, ["uuid"], batch_size=500)
    return len(lacking)


def people_without_uuid() -> list[Person]:
    return list(Person.objects.filter(uuid=None, is_active=True))
