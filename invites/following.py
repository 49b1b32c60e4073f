"""What becomes of invites without anybody doing anything: delivered or not, first data, expired unused."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from invites import issuing
from invites.models import Invite
from messaging.models import OutboundMessage
from messaging.notices import notify_coach
from sync.models import AuthorisationState, Connection

# A message that was not delivered within a day is a dead letter by then; an invite that old is nobody's news.
FOLLOWED_FOR = timedelta(days=1)
MOST_AT_ONCE = 200
BEGUN_FOR = timedelta(minutes=AuthorisationState.LIFE_MINUTES)


def follow_messages(now: datetime) -> int:
    """Note which open invites were delivered, and which never will be. Two queries, and one for each that changed."""
    waiting = Invite.objects.filter(
        outcome=Invite.Outcome.OPEN, delivered_at=None, created_at__gt=now - FOLLOWED_FOR
    ).order_by("-pk")
    by_key = {invite.message_key: invite for invite in waiting[:MOST_AT_ONCE]}
    ended = OutboundMessage.objects.filter(
        once__in=by_key, state__in=[OutboundMessage.State.SENT, OutboundMessage.State.DEAD]
    )
    for message in ended:
        invite = by_key[message.once]
        if message.state == OutboundMessage.State.SENT:
            issuing.note(invite, "delivered_at", message.sent_at or now)
        else:
            issuing.give_up(invite)
    return len(ended)


def tell_of_expired(now: datetime) -> int:
    """Tell each sender once of an invite that was delivered and expired unused. Returns how many were told."""
    expired = Invite.objects.filter(
        outcome=Invite.Outcome.OPEN,
        told_at=None,
        delivered_at__isnull=False,
        expires_at__lte=now,
        expires_at__gt=now - FOLLOWED_FOR,
    )
    # Who went on to the provider in time may still be at it.
    ripe = expired.filter(Q(at_provider_at=None) | Q(at_provider_at__lte=now - BEGUN_FOR))
    ids = list(ripe.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_tell(invite_id, now) for invite_id in ids)


def _tell(invite_id: int, now: datetime) -> bool:
    """The mark and the notice are one: whoever comes second finds it marked."""
    with transaction.atomic():
        if not Invite.objects.filter(pk=invite_id, told_at=None).update(told_at=now):
            return False
        invite = Invite.objects.select_related("person", "sender").get(pk=invite_id)
        if invite.sender is None or _is_read(invite):
            return False
        once = f"invite-expired-{invite.pk}"
        notify_coach(invite.sender, invite.person, invite.provider, invite.channel, once, now)
    return True


def _is_read(invite: Invite) -> bool:
    """Their data flow already: the invite was not needed."""
    connections = Connection.objects.filter(provider=invite.provider, person=invite.person)
    return connections.filter(state__in=[Connection.State.WAITING, Connection.State.CONNECTED]).exists()
