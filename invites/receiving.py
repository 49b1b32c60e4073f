"""What sync tells: somebody connected through an invite, connecting ended otherwise, the first data came."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef

from invites import issuing
from invites.models import Invite
from sync import endings
from sync.models import Connection

PREFIX = "invite:"
FLOWING = (Connection.State.CONNECTED, Connection.State.TYPE_MISSING)
# Who shares only a type that comes late, or puts the ring away, has first data after days.
FOLLOWED_FOR = timedelta(days=14)


def invite_id_of(asked_through: str) -> int | None:
    number = asked_through.removeprefix(PREFIX)
    return int(number) if asked_through.startswith(PREFIX) and number.isdigit() else None


def hear_connection(sender: object, *, connection: Connection, asked_through: str, now: datetime, **said: Any) -> None:
    """Inside the transaction that connects: the invite is spent with it. Raises StateUsed for one spent before."""
    invite_id = invite_id_of(asked_through)
    if invite_id is None:
        issuing.hold(connection.person_id)
        issuing.close_others(connection.provider, connection.person_id)
        return
    invite = Invite.objects.filter(pk=invite_id, provider=connection.provider, person=connection.person_id).first()
    if invite is None or not issuing.use(invite, connection.scopes, now):
        raise endings.StateUsed


def hear_ending(sender: object, *, asked_through: str, code: str, **said: Any) -> None:
    """The funnel says why; the link may be tried again while its minutes last."""
    invite_id = invite_id_of(asked_through)
    if invite_id is not None:
        issuing.fail(invite_id, code)


def hear_state(sender: object, *, connection_id: int, state: str, now: datetime, **said: Any) -> None:
    """After the commit that moved a connection: perhaps its first data."""
    if state in FLOWING:
        note_first_data(now, connection_id)


def note_first_data(now: datetime, connection_id: int | None = None) -> int:
    """Note the first data of invites whose connection (this one, or any) has been read since. One query."""
    read = Connection.objects.filter(
        provider=OuterRef("provider"),
        person=OuterRef("person"),
        state__in=FLOWING,
        last_data_on__isnull=False,
        last_synced_at__gte=OuterRef("granted_at"),
    )
    if connection_id is not None:
        read = read.filter(pk=connection_id)
    waiting = Invite.objects.filter(granted_at__gt=now - FOLLOWED_FOR, first_data_at=None)
    return waiting.filter(Exists(read)).update(first_data_at=now)
