"""Which connections rest: those of deactivated people and those another preset issued; until that is over."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from sync.models import Connection, ProviderApplication
from sync.states import move

State = Connection.State


def settle(application: ProviderApplication, now: datetime) -> None:
    """Pause and resume as accounts and the application's preset say. Two queries when nothing changed."""
    mine = Connection.objects.filter(provider=application.provider)
    resting = Q(person__is_active=False) | ~Q(preset=application.preset)
    _move_all(mine.filter(resting, state__in=Connection.SYNCED_STATES), State.PAUSED, "paused", now)
    _move_all(mine.filter(~resting, state=State.PAUSED), State.CONNECTED, "resumed", now)


def _move_all(found: QuerySet[Connection], state: Connection.State, reason: str, now: datetime) -> None:
    for pk in list(found.values_list("pk", flat=True)):
        with transaction.atomic():
            connection = Connection.objects.select_for_update(no_key=True).get(pk=pk)
            move(connection, state, now, reason)
            connection.save(update_fields=["state", "state_since"])
